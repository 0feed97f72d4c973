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
  std::string group;        // signals of one habit; empty for one that stands alone
};

// How far the signals of one group add up: many odd links are one habit, not many proofs.
struct Group {
  std::size_t full = 1;  // so many, the heaviest, count in full; the others half
  int cap = 0;           // of the points of all
};

using RuleMap = std::map<std::string, Rule, std::less<>>;

struct Rules {
  int suspicious_points = 0, malicious_points = 0;
  RuleMap rules;
  std::map<std::string, Group, std::less<>> groups;
};

// As built into the program; a fault in it is a fault of the build.
const Rules& rules();
const RuleMap& engine_rules();

// What a detector or engine saw, as a reason with that rule's points and sentence. The rule must
// be there.
Reason reason_of(const RuleMap& rules, std::string_view rule, const Reason& saw);

}  // namespace backstamp::verdict
