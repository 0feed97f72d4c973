#include "playbook/canonical_json.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "playbook/strict_json.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

// ECMAScript's Number::toString for a finite double.
std::string number_text(double value) {
  if (value == 0) return "0";  // -0 too
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value < 0 ? -value : value,
                                 std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const auto e = text.find('e');
  std::string digits(text.substr(0, e));
  std::erase(digits, '.');
  int exponent = 0;
  const std::size_t sign = text[e + 1] == '+' ? 2 : 1;
  std::from_chars(text.data() + e + sign, text.data() + text.size(), exponent);
  const int point = exponent + 1, count = static_cast<int>(digits.size());
  std::string result;
  if (point > 0 && point <= 21) {
    if (count <= point) {
      result = digits + std::string(static_cast<std::size_t>(point - count), '0');
    } else {
      result = digits.insert(static_cast<std::size_t>(point), ".");
    }
  } else if (point > -6 && point <= 0) {
    result = "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  } else {
    if (count > 1) digits.insert(1, ".");
    result = digits + "e" + (exponent < 0 ? "-" : "+") + std::to_string(std::abs(exponent));
  }
  return value < 0 ? "-" + result : result;
}

std::string string_text(const std::string& text) {
  static constexpr std::string_view hex = "0123456789abcdef";
  static constexpr std::string_view named = "\b\t\n\f\r\"\\", names = "btnfr\"\\";
  std::string result = "\"";
  for (const char c : text) {
    if (const auto at = named.find(c); at != named.npos) {
      result += '\\';
      result += names[at];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += "\\u00";
      result += hex[static_cast<unsigned char>(c) >> 4];
      result += hex[static_cast<unsigned char>(c) & 15];
    } else {
      result += c;
    }
  }
  return result + '"';
}

// UTF-8 sorts as UTF-16 does, but for what lies above U+FFFF (0xf0 and more in UTF-8): its
// surrogates come before U+E000.
std::string utf16_order(const std::string& utf8) {
  std::string key = utf8;
  for (char& c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0xee || byte == 0xef) c = static_cast<char>(byte + 0x10);
  }
  return key;
}

void write(const Json& json, std::string& out) {
  if (json.is_string()) {
    out += string_text(json.get<std::string>());
  } else if (json.is_number()) {
    out += number_text(json.get<double>());
  } else if (json.is_array()) {
    out += '[';
    bool first = true;
    for (const Json& item : json) {
      if (!std::exchange(first, false)) out += ',';
      write(item, out);
    }
    out += ']';
  } else if (json.is_object()) {
    std::map<std::string, std::pair<std::string, const Json*>> sorted;
    for (const auto& [name, value] : json.items()) sorted[utf16_order(name)] = {name, &value};
    out += '{';
    bool first = true;
    for (const auto& [key, member] : sorted) {
      if (!std::exchange(first, false)) out += ',';
      out += string_text(member.first) + ':';
      write(*member.second, out);
    }
    out += '}';
  } else {
    out += json.dump();  // true, false, null
  }
}

}  // namespace

Result<std::string> canonical_json(std::string_view json) {
  TRY(check_json(json, {}));
  std::string out;
  write(Json::parse(json, nullptr, false), out);
  return out;
}

}  // namespace backstamp::playbook
