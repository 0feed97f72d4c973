// Events of MISP as its feeds and its API write them: {"Event": ...}, {"response": [{"Event":
// ...}]}, and the answers of a search for attributes, {"response": {"Attribute": [...]}}. Only
// attributes that their author marks for detection (to_ids) count.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "verdict/feeds/feed_format.h"
#include "verdict/feeds/feed_gathering.h"
#include "verdict/feeds/feed_time.h"
#include "verdict/feeds/json_elements.h"

namespace backstamp::verdict {
namespace {

constexpr std::array<std::string_view, 5> places = {
    "/Event", "/response/[]/Event", "/response/Event", "/response/Attribute/[]", "/Attribute/[]"};
constexpr std::size_t events_end = 3;  // the places from here on are attributes

// What the parts of a value are, which '|' divides; empty for a part that is not taken.
struct AttributeType {
  std::string_view name, first, second;
};

constexpr std::array types = {
    AttributeType{"url", "url", ""},
    AttributeType{"uri", "url", ""},
    AttributeType{"link", "url", ""},
    AttributeType{"domain", "domain", ""},
    AttributeType{"hostname", "domain", ""},
    AttributeType{"domain|ip", "domain", "ip"},
    AttributeType{"hostname|port", "domain", ""},
    AttributeType{"ip-src", "ip", ""},
    AttributeType{"ip-dst", "ip", ""},
    AttributeType{"ip-src|port", "ip", ""},
    AttributeType{"ip-dst|port", "ip", ""},
    AttributeType{"email-src", "sender", ""},
    AttributeType{"email-reply-to", "sender", ""},
    AttributeType{"sha256", "file", ""},
    AttributeType{"filename|sha256", "", "file"},
};

// A truth, 1 or "1", as versions of MISP differ.
bool is_true(const JsonValue& value) { return value.text == "true" || value.text == "1"; }

// The most careful of the tags that say how sure they are.
std::optional<int> confidence_of(const JsonValue& tags, const FeedRule& rule) {
  std::optional<int> least;
  for (const JsonValue& tag : tags.items) {
    const auto confidence = rule.confidence_of_tag(tag.at("name").as_text());
    if (confidence) least = std::min(least.value_or(100), *confidence);
  }
  return least;
}

// What holds for an attribute where it says nothing itself.
struct Surroundings {
  std::optional<int> confidence;
  std::string_view comment;
};

std::optional<Time> seen(const JsonValue& attribute) {
  if (const auto last = feed_time(attribute.at("last_seen").as_text())) return last;
  return feed_time_of_seconds(attribute.at("timestamp").text);
}

std::string comment_of(const JsonValue& attribute, const Surroundings& around) {
  const std::string_view own = attribute.at("comment").as_text();
  std::string comment(own.empty() ? around.comment : own);
  for (const JsonValue& tag : attribute.at("Tag").items) {
    if (comment.size() > 300) break;
    comment += (comment.empty() ? "" : "; ") + std::string(tag.at("name").as_text());
  }
  return comment;
}

Result<void> add_value(const JsonValue& attribute, const AttributeType& type,
                       const Surroundings& around, FeedGathering& gathering) {
  const std::string_view value = attribute.at("value").as_text();
  const std::string comment = comment_of(attribute, around);
  const auto own = confidence_of(attribute.at("Tag"), gathering.rule());
  FeedFinding finding{
      .kind = type.first,
      .value = value,
      .confidence =
          own ? *own : around.confidence.value_or(gathering.rule().confidence_of("listed")),
      .seen = seen(attribute),
      .expires = {},
      .comment = comment};
  if (!type.name.contains('|')) return gathering.add(finding);
  const auto bar = value.rfind('|');
  if (bar == value.npos) {
    gathering.refuse("value of one part where its type has two");
    return {};
  }
  finding.value = value.substr(0, bar);
  if (!type.first.empty()) TRY(gathering.add(finding));
  finding.kind = type.second;
  finding.value = value.substr(bar + 1);
  return type.second.empty() ? Result<void>() : gathering.add(finding);
}

Result<void> add_attribute(const JsonValue& attribute, const Surroundings& around,
                           FeedGathering& gathering) {
  const auto type = std::ranges::find(types, attribute.at("type").as_text(), &AttributeType::name);
  if (type == types.end()) {
    gathering.refuse("type not used");
  } else if (is_true(attribute.at("deleted"))) {
    gathering.refuse("deleted");
  } else if (!is_true(attribute.at("to_ids"))) {
    gathering.refuse("not for detection");
  } else {
    return add_value(attribute, *type, around, gathering);
  }
  return {};
}

Result<void> add_attributes(const JsonValue& attributes, const Surroundings& around,
                            FeedGathering& gathering) {
  for (const JsonValue& attribute : attributes.items) {
    TRY(add_attribute(attribute, around, gathering));
  }
  return {};
}

Result<void> add_event(const JsonValue& event, FeedGathering& gathering) {
  const Surroundings around{.confidence = confidence_of(event.at("Tag"), gathering.rule()),
                            .comment = event.at("info").as_text()};
  TRY(add_attributes(event.at("Attribute"), around, gathering));
  for (const JsonValue& object : event.at("Object").items) {
    if (is_true(object.at("deleted"))) continue;
    TRY(add_attributes(object.at("Attribute"), around, gathering));
  }
  return {};
}

}  // namespace

Result<void> read_misp(std::string_view bytes, FeedGathering& gathering) {
  bool any = false;
  const JsonOutline outline =
      TRY(each_json_element(bytes, places, [&](std::size_t place, const JsonValue& element) {
        any = true;
        return place < events_end ? add_event(element, gathering)
                                  : add_attribute(element, {}, gathering);
      }));
  if (any || outline.has("response")) return {};
  return fail(Fault::invalid,
              "byte 0: expected an object with \"Event\", or with \"response\" holding events");
}

}  // namespace backstamp::verdict
