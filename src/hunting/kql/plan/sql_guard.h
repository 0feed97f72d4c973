// The last barrier before the engine: reads the finished SQL again and refuses it unless every word
// is one that this compiler writes. `readonly` of the engine does not stop file(), INTO OUTFILE,
// system.* or merge(); this does, whatever mistake stands before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hunting/kql/diagnostic.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting::kql {

// Error: names the word that is not on the list (a defect of this compiler).
Checked<void> check_sql(std::string_view sql, std::string_view database,
                        const std::vector<TableSpec>& tables);

}  // namespace backstamp::hunting::kql
