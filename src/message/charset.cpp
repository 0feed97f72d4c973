#include "message/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "base/text.h"

namespace backstamp::message {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

// 0x80 to 0x9f of windows-1252, as the WHATWG index has it: the five holes map to C1 controls.
constexpr std::array<std::uint16_t, 32> windows_1252 = {
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

// The number of ASCII bytes at the front.
std::size_t ascii_length(std::string_view bytes) {
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0x80) == 0) ++at;
  return at;
}

void append(std::string& text, std::uint32_t point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xc0 | (point >> 6));
    text += static_cast<char>(0x80 | (point & 0x3f));
  } else {
    text += static_cast<char>(0xe0 | (point >> 12));
    text += static_cast<char>(0x80 | ((point >> 6) & 0x3f));
    text += static_cast<char>(0x80 | (point & 0x3f));
  }
}

std::string from_windows_1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  while (!bytes.empty()) {
    const std::size_t plain = ascii_length(bytes);
    text += bytes.substr(0, plain);
    if (plain == bytes.size()) break;
    const auto byte = static_cast<unsigned char>(bytes[plain]);
    append(text, byte < 0xa0 ? windows_1252[byte - 0x80U] : byte);
    bytes.remove_prefix(plain + 1);
  }
  return text;
}

struct Utf8Count {
  std::size_t wrong = 0;
  std::size_t multibyte = 0;
};

Utf8Count count_utf8(std::string_view bytes) {
  Utf8Count count;
  while (!bytes.empty()) {
    const std::size_t length = utf8_length(bytes);
    if (length == 0) ++count.wrong;
    if (length > 1) ++count.multibyte;
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return count;
}

std::string lossy_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = utf8_length(bytes);
    text += length == 0 ? replacement : bytes.substr(0, length);
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return text;
}

// Bytes that claim UTF-8 (or nothing) and are not: a few slips in real UTF-8 become U+FFFD,
// otherwise they come from a program that never knew of UTF-8.
Utf8Reading repair_utf8(std::string_view bytes) {
  const Utf8Count count = count_utf8(bytes);
  if (count.multibyte > 4 * count.wrong) return {lossy_utf8(bytes), true};
  return {from_windows_1252(bytes), true};
}

enum class Family { utf8, ascii, latin1, other };

Family family_of(std::string_view label) {
  static constexpr std::array<std::string_view, 3> utf8 = {"utf-8", "utf8", "unicode-1-1-utf-8"};
  static constexpr std::array<std::string_view, 9> ascii = {
      "",   "us-ascii",     "ascii",   "ansi_x3.4-1968", "iso646-us",
      "us", "unknown-8bit", "default", "x-unknown"};
  static constexpr std::array<std::string_view, 11> latin1 = {"iso-8859-1",
                                                              "iso8859-1",
                                                              "iso_8859-1",
                                                              "latin1",
                                                              "l1",
                                                              "windows-1252",
                                                              "cp1252",
                                                              "x-cp1252",
                                                              "windows-1252",
                                                              "8859-1",
                                                              "iso-8859-1-windows-latin-1"};
  const std::string lower = ascii_lower(label);
  const auto in = [&](const auto& list) { return std::ranges::find(list, lower) != list.end(); };
  if (in(utf8)) return Family::utf8;
  if (in(ascii)) return Family::ascii;
  return in(latin1) ? Family::latin1 : Family::other;
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// What mailers write for charsets that ICU knows under another name, or only in a narrower form.
std::string icu_name(std::string_view label) {
  static constexpr std::array<std::array<std::string_view, 2>, 10> names = {{
      {"gb2312", "gb18030"},
      {"gb_2312-80", "gb18030"},
      {"gbk", "gb18030"},
      {"x-gbk", "gb18030"},
      {"ks_c_5601-1987", "windows-949"},
      {"euc-kr", "windows-949"},
      {"ks_c_5601", "windows-949"},
      {"shift_jis", "windows-31j"},
      {"iso-8859-8-i", "iso-8859-8"},
      {"x-mac-roman", "macintosh"},
  }};
  const std::string lower = ascii_lower(label);
  for (const auto& [from, to] : names) {
    if (lower == from) return std::string(to);
  }
  return lower;
}

Converter open_converter(std::string_view label) {
  // Names with a comma or a path would reach ICU's options and files.
  const bool plain = label.size() <= 40 && std::ranges::all_of(label, [](char c) {
                       return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                              (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == ':' ||
                              c == '.';
                     });
  if (!plain) return nullptr;
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(icu_name(label).c_str(), &error));
  return U_SUCCESS(error) ? std::move(converter) : nullptr;
}

Converter open_utf8() {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open("UTF-8", &error));
  return U_SUCCESS(error) ? std::move(converter) : nullptr;
}

std::optional<std::string> convert(std::string_view bytes, UConverter* from, UConverter* to) {
  std::string text;
  std::array<UChar, 2048> pivot;
  std::array<char, 4096> chunk;
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  const char* source = bytes.data();
  const char* const source_end = source + bytes.size();
  bool reset = true;
  for (;;) {
    UErrorCode error = U_ZERO_ERROR;
    char* target = chunk.data();
    ucnv_convertEx(to, from, &target, chunk.data() + chunk.size(), &source, source_end,
                   pivot.data(), &pivot_source, &pivot_target, pivot.data() + pivot.size(),
                   static_cast<UBool>(reset), /*flush=*/1, &error);
    reset = false;
    text.append(chunk.data(), target);
    if (error == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_FAILURE(error) && error != U_TRUNCATED_CHAR_FOUND) return std::nullopt;
    return text;
  }
}

std::optional<std::string> by_icu(std::string_view bytes, std::string_view label) {
  const Converter from = open_converter(label);
  const Converter to = open_utf8();
  if (!from || !to) return std::nullopt;
  return convert(bytes, from.get(), to.get());
}

}  // namespace

bool is_ascii(std::string_view bytes) { return ascii_length(bytes) == bytes.size(); }

bool is_utf8(std::string_view bytes) {
  for (bytes.remove_prefix(ascii_length(bytes)); !bytes.empty();) {
    const std::size_t length = utf8_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
    bytes.remove_prefix(ascii_length(bytes));
  }
  return true;
}

Utf8Reading to_utf8(std::string_view bytes, std::string_view declared) {
  const std::string_view label = trim(declared);
  const Family family = family_of(label);
  if (family == Family::other) {
    if (auto text = by_icu(bytes, label)) return {std::move(*text), false};
    Utf8Reading reading = to_utf8(bytes, "");
    reading.mistold = true;
    return reading;
  }
  if (is_ascii(bytes)) return {std::string(bytes), false};
  if (is_utf8(bytes)) return {std::string(bytes), family != Family::utf8};
  if (family == Family::latin1) return {from_windows_1252(bytes), false};
  return repair_utf8(bytes);
}

}  // namespace backstamp::message
