// A Sigma rule as an alert policy: each event that fits it is an alert about its account.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "investigation/policies/event_policy.h"

namespace backstamp::investigation {

// "sigma-" and the rule's id. Errors: invalid, limit (it can't be read), not_found (no table holds
// its log source).
Result<EventPolicy> sigma_policy(std::string_view yaml);

// Those of content/policies/sigma.
std::vector<EventPolicy> built_in_sigma_policies();

}  // namespace backstamp::investigation
