// content/rules/detectors.json and engines.json: what each signal weighs.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "verdict/verdict.h"

namespace backstamp::verdict {

struct Rule {
  int points = 0;
  bool strong = false;      // may make a verdict Malicious
  std::string threat_type;  // empty for context
  std::string sentence;     // {seen} stands for what the detector saw
};

using RuleMap = std::map<std::string, Rule, std::less<>>;

struct Rules {
  int suspicious_points = 0, malicious_points = 0;
  RuleMap rules;
};

// As built into the program; a fault in it is a fault of the build.
const Rules& rules();
const RuleMap& engine_rules();

// What a detector or engine saw, as a reason with that rule's points and sentence. The rule must
// be there.
Reason reason_of(const RuleMap& rules, std::string_view rule, const Reason& saw);

}  // namespace backstamp::verdict
