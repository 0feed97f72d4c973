#include "verdict/feeds/feed_rules.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 5> kinds = {"sender", "domain", "url", "file", "ip"};
constexpr int days_max = 3650;

std::map<std::string, int, std::less<>> read_percents(const Json& json) {
  std::map<std::string, int, std::less<>> percents;
  for (const auto& [word, percent] : json.items()) {
    CHECK(percent.is_number_integer() && percent >= 0 && percent <= 100);
    percents[word] = percent;
  }
  return percents;
}

FeedRule read_rule(const Json& json) {
  for (const auto& [name, value] : json.items()) {
    CHECK(name == "confidence" || name == "tags" || name == "days");
  }
  FeedRule rule;
  rule.confidence = read_percents(json.at("confidence"));
  CHECK(!rule.confidence.empty());
  rule.tags = read_percents(json.value("tags", Json::object()));
  const Json lifetimes = json.value("days", Json::object());
  for (const auto& [kind, days] : lifetimes.items()) {
    CHECK(std::ranges::find(kinds, kind) != kinds.end());
    CHECK(days.is_number_integer() && days >= 1 && days <= days_max);
    rule.lifetime[kind] = std::chrono::days(days.get<int>());
  }
  return rule;
}

FeedRules read_rules() {
  const auto bytes = content_file("rules/feeds.json");
  CHECK(bytes);
  const Json json = Json::parse(*bytes);
  FeedRules rules;
  for (const auto& [format, rule] : json.at("formats").items()) {
    rules[format] = read_rule(rule);
  }
  return rules;
}

}  // namespace

int FeedRule::confidence_of(std::string_view word) const {
  const auto found = confidence.find(word);
  CHECK(found != confidence.end());
  return found->second;
}

std::optional<int> FeedRule::confidence_of_tag(std::string_view tag) const {
  const auto found = tags.find(ascii_lower(tag));
  if (found == tags.end()) return std::nullopt;
  return found->second;
}

const FeedRules& feed_rules() {
  static const FeedRules all = read_rules();
  return all;
}

const FeedRule& feed_rule(std::string_view format) {
  const auto found = feed_rules().find(format);
  CHECK(found != feed_rules().end());
  return found->second;
}

}  // namespace backstamp::verdict
