#include "investigation/cluster_query.h"

#include <cstdio>

namespace backstamp::investigation {

std::string kql_text(std::string_view text) {
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

std::string kql_mail_query(const Window& window, std::string_view condition) {
  return "EmailEvents | where Timestamp between (datetime(" + rfc3339(window.from) +
         ") .. datetime(" + rfc3339(window.to) + ")) | where " + std::string(condition);
}

std::string kql_equals(std::string_view column, std::string_view value) {
  return std::string(column) + " == " + kql_text(value);
}

std::string kql_is_one_of(std::string_view column, const std::set<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + kql_text(value);
  return std::string(column) + " in (" + list + ")";
}

}  // namespace backstamp::investigation
