#include "hunting/kql/plan/sql_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "hunting/kql/value.h"

namespace backstamp::hunting::kql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Calls found(begin, end) for each id outside of literals.
template <class Found>
void each_id(std::string_view text, const Found& found) {
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\'') {  // a literal, which mentions nothing
      for (++i; i < text.size() && text[i] != '\''; ++i) i += text[i] == '\\' ? 1 : 0;
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && is_word(text[i])) ++i;
    const std::string_view word = text.substr(begin, i - begin);
    if (word.size() > 1 && word[0] == 'c' && std::ranges::all_of(word.substr(1), is_digit)) {
      found(begin, i);
    }
    if (i == begin) ++i;
  }
}

}  // namespace

std::string sql(std::string_view form, std::initializer_list<std::string_view> parts) {
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '$') {
      text += form[i];
      continue;
    }
    if (form.substr(i + 1, 1) == "$") {
      text += form[i++];
      continue;
    }
    CHECK(i + 1 < form.size() && is_digit(form[i + 1]));
    const auto number = static_cast<std::size_t>(form[++i] - '0');
    CHECK(number < parts.size());
    text += parts.begin()[number];
  }
  return text;
}

std::string sql_text(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    switch (c) {
      case '\\': literal += "\\\\"; break;
      case '\'': literal += "\\'"; break;
      case '\0': literal += "\\0"; break;
      case '\n': literal += "\\n"; break;
      case '\r': literal += "\\r"; break;
      case '\t': literal += "\\t"; break;
      default: literal += c;
    }
  }
  return literal + "'";
}

std::string sql_whole(std::int64_t number) {
  if (number == INT64_MIN) return "toInt64('-9223372036854775808')";
  return number < 0 ? "(" + std::to_string(number) + ")" : std::to_string(number);
}

std::string sql_real(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "(-inf)" : "inf";
  char text[64];
  const auto written = std::to_chars(text, text + sizeof text, number);
  const std::string digits(text, written.ptr);
  return "toFloat64(" + digits + ")";
}

// The engine's times reach from 1900 to 2299; what lies beyond is as far away as it can say.
std::string sql_datetime(std::int64_t ticks) {
  constexpr std::int64_t first = -2'208'988'800 * ticks_a_second;
  constexpr std::int64_t last = 10'413'791'999 * ticks_a_second;
  std::string text = datetime_text(std::clamp(ticks, first, last));
  text[10] = ' ';
  text.pop_back();
  return "toDateTime64('" + text + "', 7, 'UTC')";
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

std::vector<std::string> ids_in(std::string_view text) {
  std::vector<std::string> ids;
  each_id(text, [&](std::size_t begin, std::size_t end) {
    ids.emplace_back(text.substr(begin, end - begin));
  });
  return ids;
}

std::string with_inner_ids(std::string_view text) {
  std::string renamed(text);
  each_id(text, [&](std::size_t begin, std::size_t) { renamed[begin] = 's'; });
  return renamed;
}

std::string regex_quoted(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (!is_word(c) && static_cast<unsigned char>(c) < 0x80 && c != '\0') quoted += '\\';
    quoted += c == '\0' ? std::string("\\x00") : std::string(1, c);
  }
  return quoted;
}

}  // namespace backstamp::hunting::kql
