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
};

struct Rules {
  int suspicious_points = 0, malicious_points = 0;
  std::map<std::string, Rule, std::less<>> rules;
};

// As built into the program; a fault in it is a fault of the build.
const Rules& rules();

}  // namespace backstamp::verdict
