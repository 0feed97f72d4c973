// PhishTank's database of phishing sites (phishtank.org): a JSON array of objects, or CSV.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "verdict/feeds/csv_table.h"
#include "verdict/feeds/feed_format.h"
#include "verdict/feeds/feed_time.h"
#include "verdict/feeds/json_elements.h"

namespace backstamp::verdict {
namespace {

constexpr std::array<std::string_view, 2> wanted = {"phish_id", "url"};
constexpr std::array<std::string_view, 1> places = {"/[]"};

struct Phish {
  std::string_view url, submitted, verified, verified_at, online, target;
};

// JSON has "yes" and "no"; some mirrors make truths of them.
bool is_yes(std::string_view word) { return ascii_equal(word, "yes") || word == "true"; }
bool is_no(std::string_view word) { return ascii_equal(word, "no") || word == "false"; }

Result<void> add(const Phish& phish, FeedGathering& gathering) {
  if (is_no(phish.online)) {
    gathering.refuse("offline");
    return {};
  }
  const FeedRule& rule = gathering.rule();
  return gathering.add(
      {.kind = "url",
       .value = phish.url,
       .confidence = rule.confidence_of(is_yes(phish.verified) ? "verified" : "unverified"),
       .seen = std::max(feed_time(phish.submitted), feed_time(phish.verified_at)),
       .expires = {},
       .comment = phish.target});
}

Result<void> read_csv(std::string_view bytes, FeedGathering& gathering) {
  CsvTable row = TRY(CsvTable::open(bytes, wanted));
  while (row.next(gathering)) {
    TRY(add({.url = row.at("url"),
             .submitted = row.at("submission_time"),
             .verified = row.at("verified"),
             .verified_at = row.at("verification_time"),
             .online = row.at("online"),
             .target = row.at("target")},
            gathering));
  }
  return {};
}

std::string_view word(const JsonValue& value) {
  return value.kind == JsonValue::Kind::truth ? std::string_view(value.text) : value.as_text();
}

Result<void> add_object(const JsonValue& object, FeedGathering& gathering) {
  return add({.url = object.at("url").as_text(),
              .submitted = object.at("submission_time").as_text(),
              .verified = word(object.at("verified")),
              .verified_at = object.at("verification_time").as_text(),
              .online = word(object.at("online")),
              .target = object.at("target").as_text()},
             gathering);
}

Result<void> read_json(std::string_view bytes, FeedGathering& gathering) {
  bool any = false, named = false;  // objects; one with a URL
  const JsonOutline outline =
      TRY(each_json_element(bytes, places, [&](std::size_t, const JsonValue& object) {
        any = true;
        named = named || object.at("url").kind == JsonValue::Kind::text;
        return add_object(object, gathering);
      }));
  if (outline.root == JsonValue::Kind::array && (named || !any)) return {};
  return fail(Fault::invalid, "byte 0: expected a JSON array of objects with \"url\", or CSV");
}

}  // namespace

Result<void> read_phishtank(std::string_view bytes, FeedGathering& gathering) {
  const auto start = bytes.find_first_not_of(" \t\r\n");
  const bool json = start != bytes.npos && (bytes[start] == '[' || bytes[start] == '{');
  return json ? read_json(bytes, gathering) : read_csv(bytes, gathering);
}

}  // namespace backstamp::verdict
