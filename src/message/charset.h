// Bytes in whatever charset -> UTF-8. Labels as the WHATWG encoding standard reads them
// (iso-8859-1 means windows-1252), and what was declared is believed only as far as the bytes
// bear it out.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

struct Utf8Reading {
  std::string text;      // valid UTF-8; may hold NUL
  bool mistold = false;  // the declared charset was unknown or did not fit the bytes
};

// `declared` may be empty. Declared or not, bytes that are valid UTF-8 with at least one
// multi-byte character are read as UTF-8 when the label names ASCII or a single-byte Latin
// charset; bytes that are not valid under UTF-8 or ASCII are read as windows-1252.
Utf8Reading to_utf8(std::string_view bytes, std::string_view declared);

bool is_ascii(std::string_view bytes);
bool is_utf8(std::string_view bytes);  // NUL allowed

}  // namespace backstamp::message
