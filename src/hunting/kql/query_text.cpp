#include "hunting/kql/query_text.h"

#include <cstdio>

namespace backstamp::hunting::kql {

std::string query_text(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      literal += '\\';
      literal += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      literal += escaped;
    } else {
      literal += c;
    }
  }
  return literal + '"';
}

std::string query_time(Time time) { return "datetime(" + rfc3339(time) + ")"; }

}  // namespace backstamp::hunting::kql
