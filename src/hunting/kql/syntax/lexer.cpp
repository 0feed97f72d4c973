#include <algorithm>
#include <array>

#include "base/text.h"
#include "hunting/kql/syntax/token.h"
#include "hunting/kql/value.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::size_t query_bytes_max = 1024 * 1024;
constexpr std::size_t tokens_max = 100'000;
constexpr std::string_view raw_words[] = {"datetime", "date", "time", "timespan", "guid"};
constexpr std::string_view symbols[] = {"=>", "==", "=~", "!=", "!~", "<>", "<=", ">=", ".."};
constexpr std::string_view single_symbols = "()[]{},;:.|=<>+-*/%";
// What a word processor makes of quotes and minus signs.
constexpr std::string_view typographic[] = {"\u2018", "\u2019", "\u201c", "\u201d", "\u2013"};
constexpr std::string_view blanks[] = {"\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
                                       "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",
                                       "\u2008", "\u2009", "\u200a", "\u200b", "\u2028",
                                       "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

void add_utf8(std::string& text, unsigned code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xc0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    text += static_cast<char>(0xe0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    text += static_cast<char>(0x80 | (code & 0x3f));
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Checked<std::vector<Token>> run() {
    for (;;) {
      skip_blanks();
      Token token{.kind = Token::Kind::end, .place = place_, .text = {}, .raw = {}, .begin = at_};
      if (at_ < text_.size()) TRY(read(token));
      token.end = at_;
      tokens_.push_back(std::move(token));
      if (tokens_.back().kind == Token::Kind::end) return std::move(tokens_);
      if (tokens_.size() > tokens_max) {
        return too_much(place_, "the query has more than 100000 words");
      }
    }
  }

 private:
  bool starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void skip(std::size_t bytes) {
    for (; bytes > 0 && at_ < text_.size(); --bytes, ++at_) {
      if (text_[at_] == '\n') {
        place_ = {place_.line + 1, 1};
      } else if ((static_cast<unsigned char>(text_[at_]) & 0xc0) != 0x80) {
        ++place_.column;
      }
    }
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const auto wide =
          std::ranges::find_if(blanks, [this](std::string_view blank) { return starts(blank); });
      if (wide != std::end(blanks)) {
        skip(wide->size());
      } else if (std::string_view(" \t\r\n\f\v").contains(peek())) {
        skip(1);
      } else if (starts("//")) {
        skip(std::min(text_.find('\n', at_), text_.size()) - at_);
      } else {
        return;
      }
    }
  }

  Checked<void> read(Token& token) {
    const char c = peek();
    if (starts("```")) return read_fenced(token);
    if (c == '\'' || c == '"') return read_string(token, /*verbatim=*/false);
    if (c == '@' && (peek(1) == '\'' || peek(1) == '"')) {
      skip(1);
      return read_string(token, /*verbatim=*/true);
    }
    if (const std::size_t mark = hidden_mark(); mark > 0) {
      skip(mark);
      return read_string(token, /*verbatim=*/mark == 2);
    }
    if (is_digit(c)) return read_number(token);
    if (is_letter(c)) return read_word(token);
    return read_symbol(token);
  }

  // h"..." and h@"...": hidden from logs, else as any other text.
  std::size_t hidden_mark() const {
    if (peek() != 'h' && peek() != 'H') return 0;
    if (peek(1) == '\'' || peek(1) == '"') return 1;
    return peek(1) == '@' && (peek(2) == '\'' || peek(2) == '"') ? 2 : 0;
  }

  Checked<void> read_fenced(Token& token) {
    const std::size_t end = text_.find("```", at_ + 3);
    if (end == std::string_view::npos) return wrong(token.place, "this text has no end", "```");
    token.kind = Token::Kind::string;
    token.text = std::string(text_.substr(at_ + 3, end - at_ - 3));
    skip(end + 3 - at_);
    return {};
  }

  Checked<void> read_string(Token& token, bool verbatim) {
    const char quote = peek();
    token.kind = Token::Kind::string;
    for (skip(1);; skip(1)) {
      if (at_ >= text_.size() || (!verbatim && peek() == '\n')) {
        return wrong(token.place, "this text has no end", std::string("a closing ") + quote);
      }
      if (peek() == quote) {
        skip(1);
        if (!verbatim || peek() != quote) return {};
      } else if (peek() == '\\' && !verbatim) {
        TRY(read_escape(token));
        continue;
      }
      token.text += peek();
    }
  }

  // Leaves the last character of the escape for the loop to skip.
  Checked<void> read_escape(Token& token) {
    skip(1);
    const char c = peek();
    static constexpr std::string_view letters = "\\'\"ntrabfv0", meant("\\'\"\n\t\r\a\b\f\v\0", 11);
    if (const std::size_t found = letters.find(c); found != std::string_view::npos) {
      token.text += meant[found];
      return {};
    }
    if (c != 'u' && c != 'x') return wrong(place_, "unknown escape \\" + std::string(1, c));
    const std::size_t digits = c == 'u' ? 4 : 2;
    unsigned code = 0;
    for (std::size_t i = 1; i <= digits; ++i) {
      const int digit = hex_digit(peek(i));
      if (digit < 0) return wrong(place_, "an escape needs hexadecimal digits");
      code = code * 16 + static_cast<unsigned>(digit);
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    add_utf8(token.text, code);
    skip(digits);
    return {};
  }

  Checked<void> read_number(Token& token) {
    const std::size_t begin = at_;
    token.kind = Token::Kind::whole;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && hex_digit(peek(2)) >= 0) {
      skip(2);
      while (hex_digit(peek()) >= 0) skip(1);
    } else {
      while (is_digit(peek())) skip(1);
      if (peek() == '.' && is_digit(peek(1))) read_fraction(token);
      const bool sign = peek(1) == '-' || peek(1) == '+';
      if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign ? 2 : 1))) {
        token.kind = Token::Kind::real;
        skip(sign ? 2 : 1);
        while (is_digit(peek())) skip(1);
      } else if (is_letter(peek())) {
        while (is_letter(peek()) || is_digit(peek())) skip(1);
        token.kind = Token::Kind::timespan;
      }
    }
    token.text = std::string(text_.substr(begin, at_ - begin));
    // A name may begin with digits.
    if (token.kind == Token::Kind::timespan && !parse_timespan(token.text)) {
      if (token.text.contains('.')) {
        return wrong(token.place, token.text + " is no number and no timespan",
                     "a number with a unit: d, h, m, s, ms");
      }
      token.kind = Token::Kind::name;
    }
    return {};
  }

  void read_fraction(Token& token) {
    token.kind = Token::Kind::real;
    skip(1);
    while (is_digit(peek())) skip(1);
  }

  Checked<void> read_word(Token& token) {
    const std::size_t begin = at_;
    while (is_letter(peek()) || is_digit(peek())) skip(1);
    token.kind = Token::Kind::name;
    token.text = std::string(text_.substr(begin, at_ - begin));
    if (token.text == "in" && peek() == '~') {
      skip(1);
      token.kind = Token::Kind::symbol;
      token.text = "in~";
    }
    if (std::ranges::find(raw_words, token.text) == std::end(raw_words)) return {};
    const std::size_t open = text_.find_first_not_of(' ', at_);
    if (open == std::string_view::npos || text_[open] != '(') return {};
    const std::size_t close = text_.find(')', open);
    if (close == std::string_view::npos) return wrong(place_, "no closing )", ")");
    token.kind = Token::Kind::raw;
    token.raw = std::string(trim(text_.substr(open + 1, close - open - 1)));
    skip(close + 1 - at_);
    return {};
  }

  Checked<void> read_symbol(Token& token) {
    token.kind = Token::Kind::symbol;
    if (peek() == '!' && is_letter(peek(1))) {  // !has, !in~
      std::size_t length = 1;
      while (is_letter(peek(length))) ++length;
      if (peek(length) == '~') ++length;
      token.text = std::string(text_.substr(at_, length));
      skip(length);
      return {};
    }
    for (const std::string_view symbol : symbols) {
      if (!starts(symbol)) continue;
      token.text = symbol == "<>" ? "!=" : std::string(symbol);
      skip(symbol.size());
      return {};
    }
    for (const std::string_view mark : typographic) {
      if (starts(mark)) {
        return wrong(place_, std::string(mark) + " is a typographic mark", "' or \" or -");
      }
    }
    if (!single_symbols.contains(peek())) {
      const std::size_t length = std::max<std::size_t>(1, utf8_length(text_.substr(at_)));
      return wrong(place_, "no word begins with " + std::string(text_.substr(at_, length)));
    }
    token.text = std::string(1, peek());
    skip(1);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
  std::vector<Token> tokens_;
};

}  // namespace

Checked<std::vector<Token>> read_tokens(std::string_view query) {
  if (query.size() > query_bytes_max) return too_much({}, "the query has more than 1 MiB");
  if (!Text::parse(query)) return wrong({}, "the query is not UTF-8");
  return Lexer(query).run();
}

}  // namespace backstamp::hunting::kql
