#include "message/url_escape.h"

#include "base/text.h"

namespace backstamp::message {
int escaped_byte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || text[at] != '%') return -1;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int escaped = escaped_byte(text, i);
    if (escaped >= 0) i += 2;
    result += escaped >= 0 ? static_cast<char>(escaped) : text[i];
  }
  return result;
}

}  // namespace backstamp::message
