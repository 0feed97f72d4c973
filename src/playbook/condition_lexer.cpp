#include "playbook/condition_lexer.h"

#include "base/text.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || c == '_' || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<Token> next() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ == text_.size()) return Token{TokenKind::end, "", at_};
    const char c = text_[at_];
    if (c == '\'') return quoted();
    if (rest().starts_with("__")) return reference();
    if (is_digit(c) || ((c == '-' || c == '+' || c == '.') && starts_number())) return number();
    if (is_word(c)) return word();
    return symbol();
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  std::unexpected<Error> wrong(std::size_t byte, const std::string& what) const {
    return fail(Fault::invalid, place_of(text_, byte) + ": " + what);
  }

  bool starts_number() const {
    return at_ + 1 < text_.size() && (is_digit(text_[at_ + 1]) || text_[at_ + 1] == '.');
  }

  Result<Token> quoted() {
    Token token{TokenKind::text, "", at_++};
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') return ++at_, token;
      const bool escape = text_[at_] == '\\' && at_ + 1 < text_.size() &&
                          (text_[at_ + 1] == '\'' || text_[at_ + 1] == '\\');
      if (escape) ++at_;
      token.value += text_[at_];
    }
    return wrong(token.byte, "this text has no closing '");
  }

  Result<Token> reference() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view name = text_.substr(from, at_ - from);
    if (!is_variable_name(name)) return wrong(from, "this is no variable name like __name__");
    constexpr std::string_view suffix = ":value";
    if (!rest().starts_with(suffix)) {
      return wrong(at_, "write " + std::string(name) + ":value for the variable's value");
    }
    at_ += suffix.size();
    return Token{TokenKind::reference, std::string(name), from};
  }

  Result<Token> number() {
    const std::size_t from = at_;
    if (text_[at_] == '+' || text_[at_] == '-') ++at_;
    const auto part_of = [&](char c) {
      const char before = text_[at_ - 1];
      return is_word(c) || c == '.' || (c == '+' && (before == 'e' || before == 'E'));
    };
    while (at_ < text_.size() && (at_ == from || part_of(text_[at_]))) ++at_;
    std::string_view digits = text_.substr(from, at_ - from);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (!number_of(digits)) return wrong(from, "this is no number; put a text in '...'");
    return Token{TokenKind::number, std::string(digits), from};
  }

  Result<Token> word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return Token{TokenKind::word, upper(text_.substr(from, at_ - from)), from};
  }

  Result<Token> symbol() {
    for (const std::string_view symbol :
         {"==", "!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ","}) {
      if (!rest().starts_with(symbol)) continue;
      at_ += symbol.size();
      return Token{TokenKind::symbol, std::string(symbol), at_ - symbol.size()};
    }
    return wrong(at_, "this character means nothing here; put a text in '...'");
  }

  const std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  Lexer lexer(text);
  do {
    tokens.push_back(TRY(lexer.next()));
  } while (tokens.back().kind != TokenKind::end);
  return tokens;
}

std::string place_of(std::string_view text, std::size_t byte) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  const std::string_view before = text.substr(0, byte);
  const auto characters = before.size() - std::ranges::count_if(before, continues);
  return "character " + std::to_string(characters + 1);
}

}  // namespace backstamp::playbook
