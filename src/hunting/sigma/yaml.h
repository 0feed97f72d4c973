// YAML as JSON, within bounds: one document, no anchors, aliases or tags. libyaml is hidden in the
// .cpp.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::hunting::sigma {

// JSON text; keys in their order. Plain scalars become null, booleans and numbers as YAML 1.2's
// core schema says, all others texts. Errors: invalid (line), limit (256 KiB, depth 32, 10 000
// nodes).
Result<std::string> yaml_to_json(std::string_view yaml);

}  // namespace backstamp::hunting::sigma
