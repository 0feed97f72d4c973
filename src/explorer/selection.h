// The copies that are looked at: a window of time with a filter, or a query of the asker's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "explorer/filter.h"

namespace backstamp::explorer {

struct Selection {
  Time from, to;  // both included
  std::optional<Filter> filter;
  std::string query;  // KQL whose rows are copies, instead of window and filter
};

// Of a JSON object {"from": TIME, "to": TIME, "filter": F}, all of them optional: the two days
// before `now` and all copies; or {"query": KQL} (from and to then only lay out the chart). Other
// members are passed over. Error: invalid, limit.
Result<Selection> read_selection(std::string_view json, Time now);

// As KQL that gives the copies, a line an operator; people may change it and send it back as
// `query`. With the derived fields that the filter or `needed` mention.
std::string query_of(const Selection& selection, const std::vector<const Field*>& needed = {});
// The derived ones of these fields that query_of(selection) does not give, as operators to be put
// behind it: cheap where few rows are left.
std::string derivations_of(const Selection& selection, const std::vector<const Field*>& fields);

}  // namespace backstamp::explorer
