// What the URL and the file analyzers share: indicators against the block and allow list.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "investigation/analysis.h"

namespace backstamp::investigation {

// Asks `match` for each value; a match becomes evidence with its verdict. Malicious is what a block
// entry says, NoThreatsFound what an allow entry says; values without a match are left as they are.
using Match = std::function<const verdict::IndicatorEntry*(std::string_view)>;
Answer reputation(const std::vector<Text>& values, casework::EntityKind kind,
                  std::string_view threat_type, const Match& match);

}  // namespace backstamp::investigation
