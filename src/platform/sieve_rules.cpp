#include "platform/sieve_rules.h"

#include <algorithm>
#include <array>

namespace backstamp::platform {
namespace {

constexpr std::size_t script_bytes_max = 1024 * 1024;
constexpr std::size_t actions_max = 10'000;
constexpr int depth_max = 64;
constexpr std::size_t words_max = 1'000;

enum class Kind { word, tag, number, text, sign, end };

struct Token {
  Kind kind = Kind::end;
  std::string text;
  std::size_t line = 1;
};

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Text -> tokens (RFC 5228, 8.1).
class Lexer {
 public:
  explicit Lexer(std::string_view script) : script_(script) {}

  Result<Token> next() {
    TRY(skip_blanks());
    Token token{.kind = Kind::end, .text = {}, .line = line_};
    if (at_ == script_.size()) return token;
    const char c = script_[at_];
    if (c == '"') return text();
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      token.kind = Kind::number;
      while (at_ < script_.size() && is_word_char(script_[at_])) token.text += script_[at_++];
      return token;
    }
    if (c == ':' || is_word_char(c)) {
      token.kind = c == ':' ? Kind::tag : Kind::word;
      if (c == ':') token.text = script_[at_++];
      while (at_ < script_.size() && is_word_char(script_[at_])) token.text += script_[at_++];
      token.text = ascii_lower(token.text);
      if (token.text == "text" && at_ < script_.size() && script_[at_] == ':') return block();
      return token;
    }
    token.kind = Kind::sign;
    token.text = script_[at_++];
    if (std::string_view("[](){},;").find(c) == std::string_view::npos) {
      return wrong("'" + Text::lossy(token.text).str() + "' stands where nothing of the kind may");
    }
    return token;
  }

  std::unexpected<Error> wrong(const std::string& what) const {
    return fail(Fault::invalid, "line " + std::to_string(line_) + ": " + what);
  }

 private:
  Result<void> skip_blanks() {
    while (at_ < script_.size()) {
      const char c = script_[at_];
      if (c == '#') {
        at_ = std::min(script_.find('\n', at_), script_.size());
      } else if (script_.substr(at_, 2) == "/*") {
        const std::size_t end = script_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return wrong("a comment that never ends");
        line_ += static_cast<std::size_t>(std::ranges::count(script_.substr(at_, end - at_), '\n'));
        at_ = end + 2;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        line_ += c == '\n';
        ++at_;
      } else {
        break;
      }
    }
    return {};
  }

  Result<Token> text() {
    Token token{.kind = Kind::text, .text = {}, .line = line_};
    for (++at_; at_ < script_.size(); ++at_) {
      char c = script_[at_];
      if (c == '"') {
        ++at_;
        return token;
      }
      if (c == '\\' && at_ + 1 < script_.size()) c = script_[++at_];
      line_ += c == '\n';
      token.text += c;
    }
    return wrong("a text that never ends");
  }

  // "text:" until a line with a dot alone.
  Result<Token> block() {
    Token token{.kind = Kind::text, .text = {}, .line = line_};
    at_ = std::min(script_.find('\n', at_), script_.size());
    while (at_ < script_.size()) {
      ++at_;
      ++line_;
      const std::size_t end = std::min(script_.find('\n', at_), script_.size());
      std::string_view line = script_.substr(at_, end - at_);
      at_ = end;
      if (trim(line) == ".") return token;
      if (line.starts_with("..")) line.remove_prefix(1);
      token.text.append(line).append("\n");
    }
    return wrong("a text that never ends");
  }

  std::string_view script_;
  std::size_t at_ = 0, line_ = 1;
};

// Tokens -> actions with the tests around them.
class Parser {
 public:
  explicit Parser(std::string_view script) : lexer_(script) {}

  Result<SieveScript> read() {
    TRY(advance());
    TRY(commands(0));
    if (token_.kind != Kind::end) return lexer_.wrong("a '}' that closes nothing");
    return std::move(script_);
  }

 private:
  Result<void> advance() {
    token_ = TRY(lexer_.next());
    return {};
  }
  bool is_sign(char sign) const { return token_.kind == Kind::sign && token_.text.front() == sign; }

  Result<void> commands(int depth) {
    if (depth > depth_max) return fail(Fault::limit, "a Sieve script nested deeper than 64");
    while (token_.kind == Kind::word) TRY(command(depth));
    return {};
  }

  Result<void> command(int depth) {
    SieveAction action;
    action.command = token_.text;
    action.line = token_.line;
    TRY(advance());
    const std::size_t words = around_.size();
    const bool test = action.command == "if" || action.command == "elsif";
    const bool branch = test || action.command == "else";
    TRY(arguments(action, test ? &around_ : nullptr));
    if (is_sign('{')) {
      tests_ += branch;
      TRY(advance());
      TRY(commands(depth + 1));
      if (!is_sign('}')) return lexer_.wrong("a '{' that is never closed");
      TRY(advance());
      tests_ -= branch;
    } else if (is_sign(';')) {
      TRY(advance());
      TRY(keep(std::move(action)));
    } else {
      return lexer_.wrong("a command that ends in neither ';' nor '{'");
    }
    // What "else" follows is the test of the "if" before it: its words go on to count.
    if (!branch ||
        !(token_.kind == Kind::word && (token_.text == "else" || token_.text == "elsif"))) {
      around_.resize(std::min(words, around_.size()));
    }
    return {};
  }

  // Tags, texts, lists and tests up to ';' or '{'. The texts of tests go to `test_words`.
  Result<void> arguments(SieveAction& action, std::vector<std::string>* test_words) {
    while (token_.kind != Kind::end && !is_sign(';') && !is_sign('{') && !is_sign('}')) {
      if (token_.kind == Kind::tag) action.tags.push_back(token_.text);
      if (token_.kind == Kind::text) {
        auto& into = test_words != nullptr ? *test_words : action.strings;
        if (into.size() >= words_max) return fail(Fault::limit, "a Sieve command with 1000 texts");
        into.push_back(token_.text);
      }
      TRY(advance());
    }
    return {};
  }

  Result<void> keep(SieveAction action) {
    if (action.command == "require") {
      std::ranges::move(action.strings, std::back_inserter(script_.requires_));
      return {};
    }
    if (script_.actions.size() >= actions_max) {
      return fail(Fault::limit, "a Sieve script with more than 10000 commands");
    }
    action.always = tests_ == 0;
    action.words = around_;
    script_.actions.push_back(std::move(action));
    return {};
  }

  Lexer lexer_;
  Token token_;
  SieveScript script_;
  std::vector<std::string> around_;
  int tests_ = 0;
};

// Words of the trade of those who read others' mail: payments, sign-ins, warnings.
constexpr std::array telling_words = {
    "invoice",  "payment",         "bank",      "wire",         "iban",    "rechnung",
    "zahlung",  "überweisung",     "password",  "passwort",     "sign-in", "login",
    "security", "phish",           "hacked",    "suspicious",   "virus",   "fraud",
    "spam",     "delivery status", "undeliver", "mailer-daemon"};

bool has(const std::vector<std::string>& tags, std::string_view tag) {
  return std::ranges::find(tags, tag) != tags.end();
}

std::string telling_word(const SieveAction& action) {
  for (const std::string& text : action.words) {
    const std::string lower = ascii_lower(text);
    for (const std::string_view word : telling_words) {
      if (lower.find(word) != std::string::npos) return std::string(word);
    }
  }
  return {};
}

bool is_outside(std::string_view address, std::span<const Text> own_domains) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return address.find("${") != std::string_view::npos;
  const std::string domain = ascii_lower(trim(address.substr(at + 1)));
  return std::ranges::none_of(own_domains, [&](const Text& own) {
    return ascii_equal(own.view(), std::string_view(domain).substr(0, domain.find('>')));
  });
}

// Folders nobody opens: single signs, RSS, archives and conversation folders; or the bin.
bool is_hidden(std::string_view folder) {
  const std::string lower = ascii_lower(folder);
  const std::size_t slash = lower.find_last_of("/.");
  const std::string last = slash == std::string::npos ? lower : lower.substr(slash + 1);
  constexpr std::array hidden = {"rss",   "rss feeds", "rss subscriptions", "conversation history",
                                 "trash", "deleted",   "deleted items",     "deleted messages"};
  const bool sign =
      std::ranges::none_of(last, [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; });
  return sign || std::ranges::find(hidden, last) != hidden.end();
}

SieveFinding finding(const SieveAction& action, const char* kind, const std::string& detail,
                     const std::string& target) {
  return {kind, Text::lossy(detail).cut(500), Text::lossy(target).cut(500), action.line};
}

void judge(const SieveAction& action, std::span<const Text> own, std::vector<SieveFinding>& found) {
  const std::string first = action.strings.empty() ? "" : action.strings.back();
  const std::string word = telling_word(action);
  const std::string mail = action.always  ? "All mail"
                           : word.empty() ? "Some mail"
                                          : "Mail that speaks of '" + word + "'";
  if (action.command == "redirect" && is_outside(first, own)) {
    const bool kept = has(action.tags, ":copy");
    found.push_back(finding(
        action, "forwards_outside",
        mail + " is forwarded to " + first + (kept ? ", and kept." : ", and not kept."), first));
  }
  if (action.command == "fileinto" && is_hidden(first) && (action.always || !word.empty())) {
    found.push_back(
        finding(action, "hides_mail", mail + " is put into the folder '" + first + "'.", first));
  }
  if (action.command == "discard" && (action.always || !word.empty())) {
    found.push_back(finding(action, "discards_by_words", mail + " is thrown away.", ""));
  }
  if (action.command == "vacation" && !first.empty()) {
    const std::string text = ascii_lower(first);
    const bool link =
        text.find("http://") != std::string::npos || text.find("https://") != std::string::npos;
    if (link) {
      found.push_back(finding(action, "answers_everybody",
                              "Everybody who writes gets an answer with a link in it.", ""));
    }
  }
}

}  // namespace

Result<SieveScript> read_sieve(std::string_view script) {
  if (script.size() > script_bytes_max) {
    return fail(Fault::limit, "a Sieve script larger than 1 MiB");
  }
  return Parser(script).read();
}

std::vector<SieveFinding> judge_sieve(std::string_view script, std::span<const Text> own_domains) {
  std::vector<SieveFinding> found;
  const auto read = read_sieve(script);
  if (!read) {
    found.push_back({"unread", Text::lossy("It cannot be read: " + read.error().what), Text(), 0});
    return found;
  }
  for (const SieveAction& action : read->actions) judge(action, own_domains, found);
  return found;
}

}  // namespace backstamp::platform
