#include "message/css_urls.h"

#include <algorithm>

#include "base/text.h"
#include "message/html_reference.h"

namespace backstamp::message {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

void skip_blanks(std::string_view css, std::size_t& at) {
  while (at < css.size() && is_blank(css[at])) ++at;
}

// The character that the escape at `at`, behind its backslash, stands for (CSS Syntax 4.3.7).
void take_escape(std::string_view css, std::size_t& at, std::string& out) {
  constexpr int digits_max = 6;
  char32_t code = 0;
  int digits = 0;
  while (digits < digits_max && at < css.size() && hex_digit(css[at]) >= 0) {
    code = code * 16 + static_cast<char32_t>(hex_digit(css[at]));
    ++at;
    ++digits;
  }
  if (digits > 0) {
    append_utf8(code, out);
    if (at < css.size() && is_blank(css[at])) ++at;
  } else if (at < css.size()) {
    if (css[at] != '\n') out += css[at];
    ++at;
  }
}

// Up to the closing character; a string ends with its quotation mark, a bare URL with a bracket.
std::string take_until(std::string_view css, std::size_t& at, char close) {
  std::string out;
  while (at < css.size() && css[at] != close) {
    if (css[at] != '\\') {
      out += css[at++];
    } else {
      take_escape(css, ++at, out);
    }
  }
  return out;
}

bool is_quote(std::string_view css, std::size_t at) {
  return at < css.size() && (css[at] == '"' || css[at] == '\'');
}

bool ends_in(std::string_view css, std::size_t end, std::string_view word) {
  return end >= word.size() && ascii_equal(css.substr(end - word.size(), word.size()), word);
}

// The target that begins at the "(" or "@" at `at`, which is moved behind what was read; empty
// where there is none.
std::string take_target(std::string_view css, std::size_t& at) {
  constexpr std::string_view import = "@import";
  const bool url = css[at] == '(' && ends_in(css, at, "url");
  if (!url && !ascii_equal(css.substr(at, import.size()), import)) {
    ++at;
    return {};
  }
  at += url ? 1 : import.size();
  skip_blanks(css, at);
  if (is_quote(css, at)) {
    const char quote = css[at++];
    return take_until(css, at, quote);
  }
  return url ? std::string(trim(take_until(css, at, ')'))) : std::string();
}

}  // namespace

std::vector<std::string> css_urls(std::string_view css, std::size_t urls_max) {
  std::vector<std::string> urls;
  for (std::size_t at = 0; at < css.size() && urls.size() < urls_max;) {
    if (css[at] != '(' && css[at] != '@') {
      ++at;
      continue;
    }
    std::string target = take_target(css, at);
    if (!target.empty()) urls.push_back(std::move(target));
  }
  return urls;
}

}  // namespace backstamp::message
