// What speaks against an account: one sentence, the event that shows it, the question that finds
// it again.
#pragma once

#include <string>

#include "base/time.h"

namespace backstamp::investigation {

struct AccountFinding {
  std::string rule;         // its points stand in content/policies/accounts.json
  std::string detail;       // one sentence
  Time at;                  // when it happened, or began
  std::string report_id{};  // of the event in the hunting store; empty when there are many
  std::string query{};      // KQL that finds what it rests on
  // What would take it back, while it is in force: the action's id and what it is about.
  std::string action{}, subject{};
};

}  // namespace backstamp::investigation
