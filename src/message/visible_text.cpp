#include "message/visible_text.h"

#include <algorithm>
#include <utility>

#include "message/flow_text.h"

namespace backstamp::message {
namespace {

constexpr std::size_t html_words_min = 3;
constexpr std::size_t own_words_min = 8;

std::string_view take_line(std::string_view& rest) {
  std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The plain part as lines of flowing text; empty lines are gone.
Text plain_lines(std::string_view plain, std::size_t bytes_max) {
  FlowText flow(bytes_max);
  while (!plain.empty() && !flow.full()) {
    const std::string_view line = take_line(plain);
    flow.append(line);
    // The blank of a signature mark is not to be lost.
    if (line == "-- ") flow.append("\xe2\x80\x94");
    flow.line();
  }
  return Text::lossy(flow.str()).cut(bytes_max);
}

bool is_rule(std::string_view line, char mark, std::size_t length_min) {
  return line.size() >= length_min && line.find_first_not_of(mark) == line.npos;
}

// "-- ", as plain_lines() leaves it, or a list's ruled footer.
bool ends_own_text(std::string_view line) {
  if (line == "--" || line == "--\xe2\x80\x94") return true;
  if (is_rule(line, '_', 20)) return true;
  const std::string_view dashes = "-----";
  return line.starts_with(dashes) && line.ends_with(dashes) && line.size() > 2 * dashes.size() &&
         line.find_first_not_of('-') != line.npos;
}

// "On Tuesday, A. N. Other wrote:" and its kin: a line that ends with a colon before a quoted one.
bool introduces_quote(std::string_view line, std::string_view rest) {
  return line.ends_with(':') && rest.starts_with('>');
}

}  // namespace

std::size_t count_words(std::string_view text, std::size_t words_max) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= ' ';
    if (!blank && !inside && ++words >= words_max) return words;
    inside = !blank;
  }
  return words;
}

Text visible_text(std::string_view plain_utf8, const HtmlReading* html, const Limits& limits) {
  const bool has_plain = count_words(plain_utf8, 1) > 0;
  if (html != nullptr &&
      (!has_plain || html->has_image ||
       count_words(html->visible_text.view(), html_words_min) >= html_words_min)) {
    return html->visible_text;
  }
  return plain_lines(plain_utf8, limits.text_bytes_max);
}

std::string own_text(std::string_view text) {
  std::string own;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = take_line(rest);
    if (ends_own_text(line)) break;
    if (line.starts_with('>') || introduces_quote(line, rest)) continue;
    own.append(line).push_back('\n');
  }
  if (count_words(own, own_words_min) < own_words_min) return std::string(text);
  return own;
}

}  // namespace backstamp::message
