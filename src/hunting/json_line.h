// One row of a table, written as a JSON line into a growing text.
//
// A writer of its own instead of a JSON library's tree: a message makes some twenty rows, and
// building their trees took as long as reading the message.
#pragma once

#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>

#include "base/text.h"

namespace backstamp::hunting {

class JsonLine {
 public:
  // Appends to `lines`, which outlives the line. Column names need no escape.
  explicit JsonLine(std::string& lines) : lines_(lines) { lines_ += '{'; }

  JsonLine& text(std::string_view column, const Text& value) { return utf8(column, value.view()); }
  // `value` is valid UTF-8: a name, a time, hex digits.
  JsonLine& utf8(std::string_view column, std::string_view value);
  JsonLine& number(std::string_view column, std::uint64_t value);
  JsonLine& numbers(std::string_view column, const std::ranges::input_range auto& values) {
    name(column);
    char before = '[';
    for (const std::uint64_t value : values) {
      lines_ += before;
      digits(value);
      before = ',';
    }
    lines_ += before == '[' ? "[]" : "]";
    return *this;
  }
  void end() { lines_ += "}\n"; }

 private:
  void name(std::string_view column);
  void digits(std::uint64_t value);

  std::string& lines_;
  bool first_ = true;
};

}  // namespace backstamp::hunting
