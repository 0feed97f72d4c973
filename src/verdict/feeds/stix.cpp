// Indicators of STIX 2.0 and 2.1: a bundle, or TAXII's envelope, whose objects are read one by one.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "verdict/feeds/feed_format.h"
#include "verdict/feeds/feed_gathering.h"
#include "verdict/feeds/feed_time.h"
#include "verdict/feeds/json_elements.h"
#include "verdict/feeds/stix_pattern.h"

namespace backstamp::verdict {
namespace {

constexpr std::array<std::string_view, 1> places = {"/objects/[]"};

// 0 to 100 in digits; anything else is not the feed's word.
std::optional<int> own_confidence(const JsonValue& indicator) {
  const JsonValue& confidence = indicator.at("confidence");
  if (confidence.kind != JsonValue::Kind::number) return std::nullopt;
  int percent = -1;
  const char* end = confidence.text.data() + confidence.text.size();
  const auto read = std::from_chars(confidence.text.data(), end, percent);
  if (read.ec != std::errc() || read.ptr != end || percent < 0 || percent > 100) {
    return std::nullopt;
  }
  return percent;
}

// The name, unless it only repeats the value, and the types; labels were the types of 2.0.
std::string comment_of(const JsonValue& indicator, std::string_view value) {
  const std::string_view name = indicator.at("name").as_text();
  std::string comment(name == value || name.empty() ? indicator.at("description").as_text() : name);
  for (const std::string_view types : {"indicator_types", "labels"}) {
    for (const JsonValue& type : indicator.at(types).items) {
      if (comment.size() > 300) return comment;
      comment += (comment.empty() ? "" : "; ") + std::string(type.as_text());
    }
  }
  return comment;
}

// Why an object is passed over; empty for an indicator in force.
std::string_view refusal(const JsonValue& indicator, Time now) {
  const JsonValue& language = indicator.at("pattern_type");
  if (indicator.at("revoked").text == "true") return "revoked";
  if (language.kind != JsonValue::Kind::nothing && language.as_text() != "stix") {
    return "pattern of another language";
  }
  const auto from = feed_time(indicator.at("valid_from").as_text());
  return from && *from > now ? "not yet valid" : "";
}

Result<void> add_values(const JsonValue& indicator, const StixValues& found,
                        FeedGathering& gathering) {
  if (found.unused > 0) gathering.refuse("property not used", found.unused);
  const FeedRule& rule = gathering.rule();
  for (const StixValue& value : found.values) {
    TRY(gathering.add(
        {.kind = value.kind,
         .value = value.value,
         .confidence = own_confidence(indicator).value_or(rule.confidence_of("listed")),
         .seen = feed_time(indicator.at("valid_from").as_text()),
         .expires = feed_time(indicator.at("valid_until").as_text()),
         .comment = comment_of(indicator, value.value)}));
  }
  return {};
}

Result<void> add_object(const JsonValue& object, FeedGathering& gathering) {
  if (object.at("type").as_text() != "indicator") return {};
  if (const auto reason = refusal(object, gathering.now()); !reason.empty()) {
    gathering.refuse(reason);
    return {};
  }
  const auto found = stix_values(object.at("pattern").as_text());
  if (found) return add_values(object, *found, gathering);
  gathering.refuse(found.error());
  return {};
}

}  // namespace

Result<void> read_stix(std::string_view bytes, FeedGathering& gathering) {
  const JsonOutline outline =
      TRY(each_json_element(bytes, places, [&](std::size_t, const JsonValue& object) {
        return add_object(object, gathering);
      }));
  // A bundle may be without objects, TAXII's envelope without anything.
  const bool bare = outline.has("type") && outline.has("id") && outline.keys.size() <= 3;
  const bool ours = outline.has("objects") || outline.keys.empty() || bare;
  if (outline.root == JsonValue::Kind::object && ours) return {};
  return fail(Fault::invalid, "byte 0: expected a bundle, an object with \"objects\"");
}

}  // namespace backstamp::verdict
