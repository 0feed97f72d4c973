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

// Whether the job reads letters again, instead of weighing what was seen in them before.
bool reads_letters(const casework::Rejudging& job);

// What the job is about, for people: "Entry url https://evil.example/", "Rules".
std::string subject_of(const casework::Rejudging& job);

// `value` is normalised as verdict::normalise_indicator() does. Of a feed's job the entries must be
// in RejudgingEntries.
Condition touching_condition(const casework::Rejudging& job);

}  // namespace backstamp::rejudging
