// Signals of one habit don't add up without bound.
#pragma once

#include <vector>

#include "verdict/rules.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

// Lowers the points of the reasons of each group to what they count: the heaviest in full, the
// others half (rounded down), together at most the group's cap. Points of 0 and less stay; a strong
// sign keeps one.
void cap_groups(std::vector<Reason>& reasons, const Rules& rules);

}  // namespace backstamp::verdict
