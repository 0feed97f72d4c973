// JSON from others, checked before anything is built from it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "playbook/document.h"

namespace backstamp::playbook {

// RFC 8259 in UTF-8, within the limits of size and depth, no key twice in one object (two readers
// would see two playbooks). Takes memory for the keys of the open objects only.
// Errors: invalid, with line and column or the key; limit.
Result<void> check_json(std::string_view bytes, const Limits& limits);

}  // namespace backstamp::playbook
