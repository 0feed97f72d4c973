#include "verdict/rules.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;

Json read_content(std::string_view path) {
  const auto bytes = content_file(path);
  CHECK(bytes);
  return Json::parse(*bytes);
}

RuleMap read_map(const Json& json) {
  RuleMap rules;
  for (const auto& [name, rule] : json.at("rules").items()) {
    rules[name] = {.points = rule.at("points"),
                   .strong = rule.value("strong", false),
                   .threat_type = rule.value("threat_type", ""),
                   .sentence = rule.at("sentence"),
                   .group = rule.value("group", "")};
  }
  return rules;
}

Rules read_rules() {
  const Json json = read_content("rules/detectors.json");
  Rules rules{.suspicious_points = json.at("suspicious_points"),
              .malicious_points = json.at("malicious_points"),
              .rules = read_map(json),
              .groups = {}};
  for (const auto& [name, group] : json.at("groups").items()) {
    rules.groups[name] = {.full = group.at("full"), .cap = group.at("cap")};
  }
  for (const auto& [name, rule] : rules.rules) {
    CHECK(rule.group.empty() || rules.groups.contains(rule.group));
  }
  return rules;
}

}  // namespace

const Rules& rules() {
  static const Rules all = read_rules();
  return all;
}

const RuleMap& engine_rules() {
  static const RuleMap all = read_map(read_content("rules/engines.json"));
  return all;
}

Reason reason_of(const RuleMap& rules, std::string_view rule_name, const Reason& saw) {
  const auto found = rules.find(rule_name);
  CHECK(found != rules.end());
  const Rule& rule = found->second;
  std::string sentence = rule.sentence;
  if (const auto at = sentence.find("{seen}"); at != sentence.npos) {
    sentence.replace(at, 6, saw.detail.str());
  }
  return {.rule = found->first,
          .detail = Text::lossy(sentence),
          .entity = saw.entity,
          .points = rule.points,
          .strong = rule.strong,
          .threat_type = rule.threat_type};
}

}  // namespace backstamp::verdict
