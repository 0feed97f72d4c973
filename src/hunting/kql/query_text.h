// Values as KQL literals, for queries that the program writes and people read.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace backstamp::hunting::kql {

// "text": quotes and backslashes escaped, control characters as \u.
std::string query_text(std::string_view text);
// datetime(2026-11-24T03:53:03.120Z)
std::string query_time(Time time);

}  // namespace backstamp::hunting::kql
