#include "verdict/feeds/stix_token.h"

#include <algorithm>
#include <array>
#include <optional>

namespace backstamp::verdict {
namespace {

using Kind = StixToken::Kind;

constexpr std::array<std::string_view, 5> long_marks = {"==", "!=", "<>", "<=", ">="};
constexpr std::string_view short_marks = "[]().:,=<>*";

bool is_blank(char c) { return std::string_view(" \t\r\n\f\v").contains(c); }

// Hyphens stand in words, for some write file:hashes.SHA-256 without quotes.
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '+';
}

class Lexer {
 public:
  explicit Lexer(std::string_view pattern) : rest_(pattern) {}

  // Nothing where what comes is no token.
  std::optional<StixToken> next();

 private:
  bool skip_blanks();
  std::optional<StixToken> quoted(Kind kind);
  StixToken take(Kind kind, std::size_t size);

  std::string_view rest_;
};

// Blanks and comments; false where a comment has no end.
bool Lexer::skip_blanks() {
  while (!rest_.empty()) {
    std::size_t size = 1;
    if (rest_.starts_with("//")) {
      size = std::min(rest_.find('\n'), rest_.size());
    } else if (rest_.starts_with("/*")) {
      const auto end = rest_.find("*/", 2);
      if (end == rest_.npos) return false;
      size = end + 2;
    } else if (!is_blank(rest_[0])) {
      return true;
    }
    rest_.remove_prefix(size);
  }
  return true;
}

StixToken Lexer::take(Kind kind, std::size_t size) {
  StixToken token{.kind = kind, .text = std::string(rest_.substr(0, size))};
  rest_.remove_prefix(size);
  return token;
}

// STIX 1 and some tools use double quotes. A backslash escapes a quote or a backslash, nothing
// else.
std::optional<StixToken> Lexer::quoted(Kind kind) {
  const char quote = rest_[0];
  StixToken token{.kind = kind, .text = ""};
  for (std::size_t at = 1; at < rest_.size(); ++at) {
    if (rest_[at] == quote) {
      rest_.remove_prefix(at + 1);
      return token;
    }
    if (rest_[at] == '\\') {
      ++at;
      if (at == rest_.size() || (rest_[at] != quote && rest_[at] != '\\')) return std::nullopt;
    }
    token.text += rest_[at];
  }
  return std::nullopt;
}

std::optional<StixToken> Lexer::next() {
  if (!skip_blanks()) return std::nullopt;
  if (rest_.empty()) return StixToken{};
  if (rest_[0] == '\'' || rest_[0] == '"') return quoted(Kind::text);
  if (rest_.size() > 1 && rest_[1] == '\'' && std::string_view("tbh").contains(rest_[0])) {
    rest_.remove_prefix(1);
    return quoted(Kind::literal);
  }
  const auto word =
      static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_word) - rest_.begin());
  if (word > 0) return take(Kind::word, word);
  if (std::ranges::find(long_marks, rest_.substr(0, 2)) != long_marks.end()) {
    return take(Kind::mark, 2);
  }
  if (short_marks.contains(rest_[0])) return take(Kind::mark, 1);
  return std::nullopt;
}

}  // namespace

std::expected<std::vector<StixToken>, std::string_view> stix_tokens(std::string_view pattern) {
  if (pattern.size() > stix_pattern_bytes_max) return std::unexpected("pattern too long");
  std::vector<StixToken> tokens;
  Lexer lexer(pattern);
  do {
    auto token = lexer.next();
    if (!token) return std::unexpected("pattern not understood");
    tokens.push_back(*std::move(token));
  } while (tokens.back().kind != Kind::end);
  return tokens;
}

}  // namespace backstamp::verdict
