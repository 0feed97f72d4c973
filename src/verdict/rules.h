// content/rules/detectors.json: what each signal weighs.
#pragma once

#include <map>
#include <string>

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

struct Rules {
  int suspicious_points = 0, malicious_points = 0;
  std::map<std::string, Rule, std::less<>> rules;
  std::map<std::string, Group, std::less<>> groups;
};

// As built into the program; a fault in it is a fault of the build.
const Rules& rules();

}  // namespace backstamp::verdict
