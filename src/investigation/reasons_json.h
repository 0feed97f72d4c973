// Reasons as the JSON array that evidence keeps.
#pragma once

#include <string>
#include <vector>

#include "verdict/verdict.h"

namespace backstamp::investigation {

// [{"rule":..., "detail":..., "entity":..., "points":...}]
std::string to_json(const std::vector<verdict::Reason>& reasons);

}  // namespace backstamp::investigation
