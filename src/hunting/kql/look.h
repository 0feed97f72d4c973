// A look at the rows while a query is bound: for operators whose columns hang on them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "hunting/kql/diagnostic.h"

namespace backstamp::hunting::kql {

using LookedUp = std::vector<std::vector<std::string>>;  // rows of texts
// Asks one SELECT, which has passed check_sql().
using Look = std::function<Checked<LookedUp>(const std::string& sql)>;

}  // namespace backstamp::hunting::kql
