#include "base/json_escape.h"

namespace backstamp {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

}  // namespace

void append_json_escaped(std::string& json, std::string_view utf8) {
  static constexpr std::string_view digits = "0123456789abcdef";
  while (!utf8.empty()) {
    std::size_t plain = 0;
    while (plain < utf8.size() && !needs_escape(utf8[plain])) ++plain;
    json += utf8.substr(0, plain);
    if (plain == utf8.size()) return;
    const char c = utf8[plain];
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else {
      json += "\\u00";
      json += digits[static_cast<unsigned char>(c) >> 4];
      json += digits[static_cast<unsigned char>(c) & 15];
    }
    utf8.remove_prefix(plain + 1);
  }
}

}  // namespace backstamp
