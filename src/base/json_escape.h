// Text inside JSON strings.
#pragma once

#include <string>
#include <string_view>

namespace backstamp {

// Appends `utf8` as it stands between a JSON string's quotes (RFC 8259 section 7).
void append_json_escaped(std::string& json, std::string_view utf8);

}  // namespace backstamp
