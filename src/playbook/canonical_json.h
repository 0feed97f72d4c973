// JSON in one form only: the JSON Canonicalization Scheme (RFC 8785).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::playbook {

// Names sorted by their UTF-16 code units, no blanks, strings with the fewest escapes, numbers as
// ECMAScript writes a double. Error: invalid, when it is not JSON or nested deeper than 64 levels.
Result<std::string> canonical_json(std::string_view json);

}  // namespace backstamp::playbook
