// The allow and block entries of the case store, as verdicts read them.
#pragma once

#include <vector>

#include "base/result.h"
#include "casework/store.h"
#include "verdict/indicators.h"

namespace backstamp {

// The organisation's own, and those of threat feeds. Errors of the store.
Result<std::vector<verdict::IndicatorEntry>> own_entries(const casework::Store& store);
Result<std::vector<verdict::IndicatorEntry>> fed_entries(const casework::Store& store);

}  // namespace backstamp
