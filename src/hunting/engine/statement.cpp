#include "hunting/engine/statement.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace backstamp::hunting::engine {
namespace {

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct Token {
  enum class Kind { word, quoted, symbol, end };
  Kind kind = Kind::end;
  std::size_t begin = 0, end = 0;
  std::string_view text;

  bool is(std::string_view word) const { return kind == Kind::word && ascii_equal(text, word); }
  bool is(char symbol) const { return kind == Kind::symbol && text.front() == symbol; }
};

// ClickHouse's lexical rules as far as they say where a word or a symbol is one.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    skip_blanks();
    if (at_ >= text_.size()) return {Token::Kind::end, at_, at_, {}};
    const std::size_t begin = at_;
    const char c = text_[at_];
    if (c == '\'' || c == '"' || c == '`') {
      skip_quoted(c);
      return token(Token::Kind::quoted, begin);
    }
    if (c == '$' && skip_heredoc()) return token(Token::Kind::quoted, begin);
    if (word_character(c)) {
      while (at_ < text_.size() && word_character(text_[at_])) ++at_;
      return token(Token::Kind::word, begin);
    }
    ++at_;
    return token(Token::Kind::symbol, begin);
  }

 private:
  Token token(Token::Kind kind, std::size_t begin) const {
    return {kind, begin, at_, text_.substr(begin, at_ - begin)};
  }

  bool starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }

  void skip_past(std::string_view mark) {
    const auto found = text_.find(mark, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + mark.size();
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (std::string_view(" \t\r\n\f\v").contains(text_[at_])) {
        ++at_;
      } else if (starts("--") || starts("# ") || starts("#!")) {
        skip_past("\n");
      } else if (starts("/*")) {
        skip_past("*/");
      } else {
        return;
      }
    }
  }

  void skip_quoted(char quote) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == quote) {
        break;
      }
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  // $tag$ ... $tag$
  bool skip_heredoc() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && word_character(text_[end])) ++end;
    if (end >= text_.size() || text_[end] != '$') return false;
    const std::string_view tag = text_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    skip_past(tag);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// The data begins behind the blanks of the line that names its format.
std::size_t data_behind(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) ++at;
  return at < text.size() && text[at] == '\n' ? at + 1 : at;
}

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text), lexer_(text) {}

  Statement run() {
    Token token = lexer_.next();
    while (token.is('(')) token = lexer_.next();
    const bool insert = token.is("INSERT");
    const bool kill = token.is("KILL");
    if (token.is("SELECT") || token.is("WITH") || token.is("FROM")) {
      found_.kind = Statement::Kind::select;
    }
    for (Token before = token; token.kind != Token::Kind::end; before = token) {
      token = lexer_.next();
      if (token.is(';')) {
        found_.several = lexer_.next().kind != Token::Kind::end;
        break;
      }
      if (token.is('(')) ++depth_;
      if (token.is(')')) --depth_;
      found_.kill_sync |= kill && token.is("SYNC");
      found_.client_file |=
          (before.is("INTO") && token.is("OUTFILE")) || (before.is("FROM") && token.is("INFILE"));
      const bool is_name = before.is('.') || before.is("INTO") || before.is("TABLE");
      if (depth_ > 0 || is_name || token.kind != Token::Kind::word) continue;
      if (insert ? insert_clause(token) : output_clause(token)) break;
    }
    return found_;
  }

 private:
  // True when the statement ends here and its data begins.
  bool insert_clause(const Token& token) {
    if (token.is("SELECT") || token.is("WITH")) selects_ = true;
    if (token.is("SETTINGS") && !settings_at_) settings_at_ = token.begin;
    if (token.is("VALUES")) return !selects_ && data_from(token, "Values", token.end);
    if (!token.is("FORMAT")) return false;
    const Token name = lexer_.next();
    if (name.kind != Token::Kind::word) return false;
    return !selects_ && data_from(token, std::string(name.text), data_behind(text_, name.end));
  }

  bool data_from(const Token& token, std::string format, std::size_t data_at) {
    found_.kind = Statement::Kind::insert_data;
    found_.format_at = token.begin;
    found_.clause_at = settings_at_.value_or(token.begin);
    found_.format = std::move(format);
    found_.data_at = data_at;
    return true;
  }

  bool output_clause(const Token& token) {
    if (!token.is("FORMAT")) return false;
    Lexer ahead = lexer_;
    const Token name = ahead.next();
    if (name.kind == Token::Kind::word) found_.format = std::string(name.text);
    return false;
  }

  std::string_view text_;
  Lexer lexer_;
  Statement found_;
  std::optional<std::size_t> settings_at_;
  bool selects_ = false;
  int depth_ = 0;
};

}  // namespace

Statement scan_statement(std::string_view text) { return Scan(text).run(); }

}  // namespace backstamp::hunting::engine
