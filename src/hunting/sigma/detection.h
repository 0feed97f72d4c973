// The parts of a rule's detection: search identifiers become KQL conditions, the condition joins
// them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "hunting/sigma/log_source.h"

namespace backstamp::hunting::sigma {

// A search identifier: `json` is a map of fields, or a list of such maps. Errors: invalid,
// not_found, limit; the text names the field.
Result<std::string> search_kql(const LogSource& source, std::string_view json);

// "selection and not 1 of filter_*" over the identifiers' conditions. Errors: invalid, limit.
using Searches = std::map<std::string, std::string>;  // KQL by identifier
Result<std::string> condition_kql(std::string_view condition, const Searches& searches);

}  // namespace backstamp::hunting::sigma
