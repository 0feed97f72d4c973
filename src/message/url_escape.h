// Percent escapes of URLs (RFC 3986 section 2.1).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace backstamp::message {

// The byte of a "%41" at `at`, or -1.
int escaped_byte(std::string_view text, std::size_t at);

// Each escape decoded once; what is none stays as it is. The result is bytes, not always UTF-8.
std::string percent_decoded(std::string_view text);

}  // namespace backstamp::message
