#include "verdict/rules.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;

Rules read_rules() {
  const auto bytes = content_file("rules/detectors.json");
  CHECK(bytes);
  const Json json = Json::parse(*bytes);
  Rules rules;
  rules.suspicious_points = json.at("suspicious_points");
  rules.malicious_points = json.at("malicious_points");
  for (const auto& [name, group] : json.at("groups").items()) {
    rules.groups[name] = {.full = group.at("full"), .cap = group.at("cap")};
  }
  for (const auto& [name, rule] : json.at("rules").items()) {
    rules.rules[name] = {.points = rule.at("points"),
                         .strong = rule.value("strong", false),
                         .threat_type = rule.value("threat_type", ""),
                         .sentence = rule.at("sentence"),
                         .group = rule.value("group", "")};
    CHECK(rules.rules[name].group.empty() || rules.groups.contains(rules.rules[name].group));
  }
  return rules;
}

}  // namespace

const Rules& rules() {
  static const Rules all = read_rules();
  return all;
}

}  // namespace backstamp::verdict
