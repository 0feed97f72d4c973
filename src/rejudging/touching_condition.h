// Which mail an indicator or the changed entries of a feed touch, as SQL on EmailEvents. What it
// finds is a little more than what the entries match; verdict::Indicators has the last word.
#pragma once

#include <map>
#include <string>

#include "base/text.h"
#include "casework/rejudging_table.h"

namespace backstamp::rejudging {

struct Condition {
  std::string sql;
  std::map<std::string, std::string> parameters;  // bound values
};

// `value` is normalised as verdict::normalise_indicator() does. Of a feed's job the entries must be
// in RejudgingEntries.
Condition touching_condition(const casework::Rejudging& job);

}  // namespace backstamp::rejudging
