#include "message/html_reference.h"

#include <unordered_map>

#include "base/content.h"

namespace backstamp::message {
namespace {

using Names = std::unordered_map<std::string_view, std::string_view>;

constexpr std::size_t name_length_max = 32;  // "CounterClockwiseContourIntegral;"

// Lines "name<TAB>character"; names that may stand without ";" are listed without it as well.
Names read_names() {
  Names names;
  std::string_view rest = content_file("html/references.tsv").value_or("");
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t tab = line.find('\t');
    if (tab != line.npos) names.emplace(line.substr(0, tab), line.substr(tab + 1));
  }
  return names;
}

const Names& names() {
  static const Names all = read_names();
  return all;
}

bool alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Numbers 0x80 to 0x9f mean windows-1252 in HTML.
constexpr char16_t windows_1252[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

int digit_value(char c, int base) {
  if (c >= '0' && c <= '9') return c - '0';
  if (base == 16 && c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (base == 16 && c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Both return how many bytes of `raw` (which begins with "&") they took; 0 when it is no reference.
std::size_t numeric(std::string_view raw, std::string& out) {
  const int base = raw.size() > 2 && (raw[2] == 'x' || raw[2] == 'X') ? 16 : 10;
  const std::size_t begin = base == 16 ? 3 : 2;
  std::size_t at = begin;
  char32_t code = 0;
  for (; at < raw.size() && digit_value(raw[at], base) >= 0; ++at) {
    if (code <= 0x10ffff) {
      code = code * static_cast<char32_t>(base) + static_cast<char32_t>(digit_value(raw[at], base));
    }
  }
  if (at == begin) return 0;
  append_utf8(code >= 0x80 && code < 0xa0 ? windows_1252[code - 0x80] : code, out);
  return at < raw.size() && raw[at] == ';' ? at + 1 : at;
}

std::size_t named(std::string_view raw, ReferencePlace place, std::string& out) {
  std::size_t length = 1;
  while (length < raw.size() && length <= name_length_max && alphanumeric(raw[length])) ++length;
  if (length < raw.size() && raw[length] == ';') ++length;
  // The longest known name that the letters begin with.
  for (; length > 2; --length) {
    const auto found = names().find(raw.substr(1, length - 1));
    if (found == names().end()) continue;
    const char after = length < raw.size() ? raw[length] : '\0';
    const bool open = raw[length - 1] != ';';
    if (open && place == ReferencePlace::attribute && (alphanumeric(after) || after == '=')) {
      return 0;
    }
    out += found->second;
    return length;
  }
  return 0;
}

}  // namespace

void append_utf8(char32_t code, std::string& out) {
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

void append_decoded(std::string_view raw, ReferencePlace place, std::string& out) {
  while (!raw.empty()) {
    const std::size_t plain = std::min(raw.find('&'), raw.size());
    out += raw.substr(0, plain);
    raw.remove_prefix(plain);
    if (raw.empty()) return;
    const bool number = raw.size() > 1 && raw[1] == '#';
    const std::size_t taken = number ? numeric(raw, out) : named(raw, place, out);
    if (taken == 0) out += '&';
    raw.remove_prefix(taken == 0 ? 1 : taken);
  }
}

}  // namespace backstamp::message
