// A Sigma rule (SigmaHQ specification 2, detection rules) as a question to the hunting store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::hunting::sigma {

struct Rule {
  std::string id, title, level;  // as written; may be empty, but for the title
  std::string table;
  std::string condition;  // KQL over the table's columns
};

// Errors: invalid (what is wrong or not supported, with its place in the rule), not_found (no such
// logs or fields here), limit.
Result<Rule> read_rule(std::string_view yaml);

// Rows of the last `days` days that the rule matches, newest first, at most `rows_max`.
std::string query_of(const Rule& rule, int days, std::int64_t rows_max);

}  // namespace backstamp::hunting::sigma
