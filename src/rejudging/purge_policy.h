// What happens to delivered copies whose message turned bad: content/policies/zero_hour_purge.json.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::rejudging {

struct PurgePolicy {
  bool enabled = false;
  std::string action;                    // of the catalogue of actions
  std::size_t automatic_copies_max = 0;  // more wait for a decision
  std::size_t copies_max = 0;            // of one action
  std::chrono::days pending{0};          // how long one waits
};

// Error: invalid, with what is wrong.
Result<PurgePolicy> parse_purge_policy(std::string_view json);

const PurgePolicy& built_in_purge_policy();

}  // namespace backstamp::rejudging
