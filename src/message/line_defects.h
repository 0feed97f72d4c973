// What is wrong with the lines of a message and with what they encode.
#pragma once

#include <string_view>
#include <vector>

#include "message/transfer.h"

namespace backstamp::message {

// RFC 5322 section 2.1.1: a line has at most 998 bytes without its end.
bool has_long_line(std::string_view bytes);

// A carriage return that no line feed follows (RFC 5322 section 2.2): some programs end a line
// there, and read fields that others do not see.
bool has_bare_return(std::string_view bytes);

// Base64 with characters outside its alphabet or a group cut off, quoted-printable with a "=" that
// is no escape (RFC 2045 sections 6.7 and 6.8). False for other encodings.
bool is_broken(std::string_view encoded, TransferEncoding encoding);

}  // namespace backstamp::message
