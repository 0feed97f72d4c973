// Reasons that were kept with a message, as today's rules weigh them.
#pragma once

#include <vector>

#include "verdict/verdict.h"

namespace backstamp::verdict {

// Reasons of rules that there are no more are left out. Those of detectors are capped by their
// groups again.
std::vector<Reason> weighed_by_present_rules(std::vector<Reason> kept);

// Whether an engine of this name gave the reason: rules of engines are called after them.
bool is_of_engine(const Reason& reason, std::string_view engine);

}  // namespace backstamp::verdict
