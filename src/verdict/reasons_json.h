// Reasons as JSON that can be read back and weighed again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

// A compact array of {rule, detail, entity, points, strong, threat_type}; what is empty or false is
// left out.
std::string reasons_json(const std::vector<Reason>& reasons);

// Error: invalid, when it is not what reasons_json() writes.
Result<std::vector<Reason>> read_reasons(std::string_view json);

}  // namespace backstamp::verdict
