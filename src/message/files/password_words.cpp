#include "message/files/password_words.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"

namespace backstamp::message {
namespace {

constexpr std::size_t text_bytes_max = 64 * 1024;
constexpr std::size_t word_bytes_max = 40;

// How a word begins that announces a password, in lower case ASCII or as it is written.
constexpr std::string_view announcing[] = {
    "password", "passwort", "passcode", "passphrase", "passe", "passwd", "pwd", "pw", "pass", "pin",
    "code", "kennwort", "contrase", "clave", "senha", "parola", "has\xc5\x82o", "haslo", "heslo",
    "wachtwoord", "l\xc3\xb6senord", "losenord", "kodeord", "kod", "adgangskode", "passord",
    "salasana", "jelsz", "\xc5\x9fifre", "sifre", "lozinka", "geslo",
    // Russian, Chinese (both scripts), Japanese
    "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb", "\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb",
    "\xe5\xaf\x86\xe7\xa0\x81", "\xe5\xaf\x86\xe7\xa2\xbc",
    "\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89"};

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_blank(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && !is_blank(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

bool announces(std::string_view word) {
  const std::string lower = ascii_lower(word.substr(0, word_bytes_max));
  return std::ranges::any_of(announcing,
                             [&](std::string_view start) { return lower.starts_with(start); });
}

std::string_view without_quotes(std::string_view word) {
  static constexpr std::string_view quotes[] = {"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e",
                                                "\xe2\x80\x98", "\xe2\x80\x99", "\xc2\xab",
                                                "\xc2\xbb"};
  static constexpr std::string_view marks = "\"'()[]<>{}:=`";
  for (std::size_t before = word.size() + 1; word.size() < before;) {
    before = word.size();
    for (const std::string_view quote : quotes) {
      if (word.starts_with(quote)) word.remove_prefix(quote.size());
      if (word.ends_with(quote)) word.remove_suffix(quote.size());
    }
    const std::size_t first = word.find_first_not_of(marks);
    word = first == word.npos ? word.substr(word.size()) : word.substr(first);
    word = word.substr(0, word.find_last_not_of(marks) + 1);
  }
  return word;
}

bool has_digit(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

class Words {
 public:
  explicit Words(std::size_t words_max) : words_max_(words_max) {}

  // A word as a reader would copy it: without quotes, and without a full stop behind it.
  void add(std::string_view word) {
    word = without_quotes(word);
    const std::string_view bare = word.substr(0, word.find_last_not_of(".,;!?") + 1);
    add_form(without_quotes(bare));
    if (bare.size() < word.size()) add_form(word);
  }

  // "Passwort:1234", "PIN=1234".
  void add_behind_colon(std::string_view word) {
    const std::size_t at = word.find_first_of(":=");
    if (at != word.npos) add(word.substr(at + 1));
    const std::size_t wide = word.find("\xef\xbc\x9a");  // the colon of East Asian scripts
    if (wide != word.npos) add(word.substr(wide + 3));
  }

  bool full() const { return words_.size() >= words_max_; }
  std::vector<std::string> take() && { return std::move(words_); }

 private:
  void add_form(std::string_view word) {
    if (full() || word.empty() || word.size() > word_bytes_max) return;
    if (known_.insert(std::string(word)).second) words_.emplace_back(word);
  }

  std::size_t words_max_;
  std::vector<std::string> words_;
  std::unordered_set<std::string> known_;
};

}  // namespace

std::vector<std::string> password_words(std::string_view text, std::size_t words_max) {
  constexpr std::size_t words_behind = 6;
  const auto words = words_of(text.substr(0, text_bytes_max));
  Words found(words_max);
  for (std::size_t i = 0; i < words.size() && !found.full(); ++i) {
    if (!announces(without_quotes(words[i]))) continue;
    found.add_behind_colon(words[i]);
    const std::size_t end = std::min(words.size(), i + 1 + words_behind);
    for (std::size_t next = i + 1; next < end; ++next) {
      if (!announces(words[next])) found.add(words[next]);
    }
  }
  for (std::size_t i = 1; i < words.size() && !found.full(); ++i) {
    if (announces(without_quotes(words[i]))) found.add(words[i - 1]);
  }
  for (std::size_t i = 0; i < words.size() && !found.full(); ++i) {
    if (words[i].size() <= 16 && has_digit(words[i])) found.add(words[i]);
  }
  return std::move(found).take();
}

}  // namespace backstamp::message
