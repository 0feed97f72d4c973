// Runs of bytes that need no second look, told eight bytes at a time: most of a header is such.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace backstamp::message {

// True for 0x20 to 0x7e.
constexpr bool is_printable(char c) { return c >= ' ' && c < 0x7f; }

// The number of printable ASCII characters at the front.
inline std::size_t printable_length(std::string_view bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((((word - ones * 0x20) | (word + ones) | word) & (ones * 0x80)) != 0) break;
  }
  while (at < bytes.size() && is_printable(bytes[at])) ++at;
  return at;
}

}  // namespace backstamp::message
