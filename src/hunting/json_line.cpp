#include "hunting/json_line.h"

#include <array>
#include <charconv>

namespace backstamp::hunting {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// RFC 8259 section 7.
void append_escaped(std::string& lines, std::string_view value) {
  static constexpr std::string_view digits = "0123456789abcdef";
  while (!value.empty()) {
    std::size_t plain = 0;
    while (plain < value.size() && !needs_escape(value[plain])) ++plain;
    lines += value.substr(0, plain);
    if (plain == value.size()) return;
    const char c = value[plain];
    if (c == '"' || c == '\\') {
      lines += '\\';
      lines += c;
    } else {
      lines += "\\u00";
      lines += digits[static_cast<unsigned char>(c) >> 4];
      lines += digits[static_cast<unsigned char>(c) & 15];
    }
    value.remove_prefix(plain + 1);
  }
}

}  // namespace

void JsonLine::name(std::string_view column) {
  if (!first_) lines_ += ',';
  first_ = false;
  lines_ += '"';
  lines_ += column;
  lines_ += "\":";
}

void JsonLine::digits(std::uint64_t value) {
  std::array<char, 20> room;
  const auto end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
  lines_.append(room.data(), end);
}

JsonLine& JsonLine::utf8(std::string_view column, std::string_view value) {
  name(column);
  lines_ += '"';
  append_escaped(lines_, value);
  lines_ += '"';
  return *this;
}

JsonLine& JsonLine::number(std::string_view column, std::uint64_t value) {
  name(column);
  digits(value);
  return *this;
}

}  // namespace backstamp::hunting
