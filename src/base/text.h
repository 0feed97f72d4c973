// Bytes for what came from outside; Text for valid UTF-8. JSON, logs and tables take only Text.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp {

using Bytes = std::string;

// Valid UTF-8 without NUL.
class Text {
 public:
  Text() = default;

  // Bytes that should be UTF-8; Error: invalid, with the offset of the first wrong byte.
  static Result<Text> parse(std::string_view bytes);
  // Whatever came: each byte that is not UTF-8, and NUL, becomes U+FFFD.
  static Text lossy(std::string_view bytes);
  // A literal or text of ours, known to be UTF-8.
  static Text trusted(std::string text);

  const std::string& str() const { return text_; }
  std::string_view view() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }

  // At most `bytes_max` bytes, cut at a character border.
  Text cut(std::size_t bytes_max) const;

  auto operator<=>(const Text&) const = default;
  bool operator==(const Text&) const = default;

 private:
  explicit Text(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// The length in bytes of the UTF-8 sequence at the start of `bytes`; 0 when it is not one.
// Follows table 3-7 of the Unicode standard: no surrogates, no overlong forms.
std::size_t utf8_length(std::string_view bytes);

// ASCII only, as header names, domains and tokens are compared.
std::string ascii_lower(std::string_view text);
bool ascii_equal(std::string_view a, std::string_view b);
// 0 to 15, or -1 for what is no hexadecimal digit.
int hex_digit(char c);
std::string_view trim(std::string_view text);  // blanks, tabs, CR, LF

}  // namespace backstamp

template <>
struct std::hash<backstamp::Text> {
  std::size_t operator()(const backstamp::Text& text) const {
    return std::hash<std::string_view>{}(text.view());
  }
};
