// Bound values in the text form of ClickHouse's HTTP interface: TabSeparated escaping, and quoting
// inside arrays.
#include "hunting/client.h"

namespace backstamp::hunting {
namespace {

void add_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '\\': text += "\\\\"; break;
      case '\t': text += "\\t"; break;
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\0': text += "\\0"; break;
      case '\b': text += "\\b"; break;
      case '\f': text += "\\f"; break;
      default: text += c;
    }
  }
}

}  // namespace

std::string text_parameter(std::string_view text) {
  std::string parameter;
  parameter.reserve(text.size());
  add_escaped(parameter, text);
  return parameter;
}

// Inside an array each text is a quoted literal.
std::string array_parameter(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) {
    if (list.size() > 1) list += ',';
    list += '\'';
    std::string quoted;
    add_escaped(quoted, text);
    for (const char c : quoted) {
      if (c == '\'') list += '\\';
      list += c;
    }
    list += '\'';
  }
  return list + "]";
}

std::string array_parameter(const std::vector<std::uint32_t>& numbers) {
  std::string list = "[";
  for (const std::uint32_t number : numbers) {
    if (list.size() > 1) list += ',';
    list += std::to_string(number);
  }
  return list + "]";
}

std::string time_parameter(Time time) {
  std::string text = rfc3339(time);
  text[10] = ' ';
  text.pop_back();
  return text;
}

}  // namespace backstamp::hunting
