#include "message/line_defects.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace backstamp::message {
namespace {

constexpr unsigned letter = 1, pad = 2, wrong = 4;  // of base64; blanks are none of these

constexpr auto base64_kinds = [] {
  std::array<std::uint8_t, 256> kinds{};
  kinds.fill(wrong);
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789+/")) {
    kinds[static_cast<unsigned char>(c)] = letter;
  }
  for (const char c : {' ', '\t', '\r', '\n'}) kinds[static_cast<unsigned char>(c)] = 0;
  kinds['='] = pad;
  return kinds;
}();

bool is_broken_base64(std::string_view encoded) {
  unsigned seen = 0;
  std::size_t letters = 0;
  for (const char c : encoded) {
    const unsigned kind = base64_kinds[static_cast<unsigned char>(c)];
    seen |= kind;
    letters += kind & letter;
  }
  // Padding that is missing loses nothing; a single letter in the last group is half a byte.
  return (seen & wrong) != 0 || ((seen & pad) == 0 && letters % 4 == 1);
}

bool is_escape(std::string_view after) {
  if (after.size() >= 2 && hex_digit(after[0]) >= 0 && hex_digit(after[1]) >= 0) return true;
  const std::size_t text = std::min(after.find_first_not_of(" \t\r"), after.size());
  return text == after.size() || after[text] == '\n';  // a soft line end
}

bool is_broken_quoted_printable(std::string_view encoded) {
  for (std::size_t at = encoded.find('='); at != encoded.npos; at = encoded.find('=', at + 1)) {
    if (!is_escape(encoded.substr(at + 1))) return true;
  }
  return false;
}

}  // namespace

// Looks for the last line end within reach of the line, so that it touches few of the bytes.
bool has_long_line(std::string_view bytes) {
  constexpr std::size_t line_bytes_max = 998;
  constexpr std::size_t end_bytes = 2;
  while (bytes.size() > line_bytes_max) {
    const std::size_t reach = std::min(bytes.size(), line_bytes_max + end_bytes);
    const auto* const found = static_cast<const char*>(memrchr(bytes.data(), '\n', reach));
    if (found == nullptr) {
      // The last line may lack its end.
      return bytes.size() - (bytes.ends_with('\r') ? 1 : 0) > line_bytes_max;
    }
    const auto end = static_cast<std::size_t>(found - bytes.data());
    if (end == line_bytes_max + 1 && bytes[line_bytes_max] != '\r' &&
        bytes.substr(0, end).rfind('\n') == bytes.npos) {
      return true;
    }
    bytes.remove_prefix(end + 1);
  }
  return false;
}

bool has_bare_return(std::string_view bytes) {
  for (std::size_t at = bytes.find('\r'); at != bytes.npos; at = bytes.find('\r', at + 1)) {
    // Some servers double it; a run of them before a line feed ends one line.
    while (at + 1 < bytes.size() && bytes[at + 1] == '\r') ++at;
    if (at + 1 < bytes.size() && bytes[at + 1] != '\n') return true;
  }
  return false;
}

bool is_broken(std::string_view encoded, TransferEncoding encoding) {
  switch (encoding) {
    case TransferEncoding::base64: return is_broken_base64(encoded);
    case TransferEncoding::quoted_printable: return is_broken_quoted_printable(encoded);
    default: return false;
  }
}

}  // namespace backstamp::message
