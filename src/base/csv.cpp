#include "base/csv.h"

namespace backstamp {

std::string csv_cell(std::string_view value, CsvCell kind) {
  std::string text(value);
  if (kind == CsvCell::text && !text.empty() && std::string_view("=+-@\t\r").contains(text[0])) {
    text.insert(0, "'");
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace backstamp
