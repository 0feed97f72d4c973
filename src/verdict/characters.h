// The characters of UTF-8 text, one after the other.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace backstamp::verdict {

// The code point of a sequence of `length` bytes that utf8_length() found.
inline char32_t code_at(std::string_view bytes, std::size_t length) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  char32_t code = length == 1 ? lead : lead & (0xffu >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    code = (code << 6) | (static_cast<unsigned char>(bytes[at]) & 0x3fu);
  }
  return code;
}

// use(code, bytes); a byte that is not UTF-8 counts as a blank.
template <class Use>
void for_each_character(std::string_view text, const Use& use) {
  while (!text.empty()) {
    if (static_cast<unsigned char>(text[0]) < 0x80) {  // nearly all
      use(static_cast<char32_t>(text[0]), text.substr(0, 1));
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = utf8_length(text);
    const std::size_t step = std::max<std::size_t>(length, 1);
    use(length == 0 ? U' ' : code_at(text, length), text.substr(0, step));
    text.remove_prefix(step);
  }
}

}  // namespace backstamp::verdict
