#include "hunting/json_line.h"

#include <array>
#include <charconv>

#include "base/json_escape.h"

namespace backstamp::hunting {
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
  append_json_escaped(lines_, value);
  lines_ += '"';
  return *this;
}

JsonLine& JsonLine::number(std::string_view column, std::uint64_t value) {
  name(column);
  digits(value);
  return *this;
}

}  // namespace backstamp::hunting
