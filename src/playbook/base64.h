// Base64 (RFC 4648).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::playbook {

std::string encode_base64(std::string_view bytes);  // with padding
// Either alphabet, with or without padding. Error: invalid.
Result<std::string> decode_base64(std::string_view text);

}  // namespace backstamp::playbook
