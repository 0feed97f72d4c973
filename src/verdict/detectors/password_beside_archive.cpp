// A locked attachment with its key beside it: the lock keeps out scanners alone. Those who lock to
// keep a secret send the password another way.
#include <algorithm>

#include "verdict/detectors/detector.h"
#include "verdict/folded_words.h"

namespace backstamp::verdict {
namespace {

constexpr std::string_view announcing[] = {
    "password",    "passwort", "kennwort",   "passcode", "passe",    "contrasena",
    "clave",       "senha",    "wachtwoord", "parola",   "losenord", "kodeord",
    "adgangskode", "passord",  "haslo",      "heslo",    "salasana"};

bool has_digit(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

// "password: 4711", "the password for the file is Xk12"; empty without one. Words without a digit
// may be any: "the password follows by telephone".
std::string_view named_password(const FoldedWords& words) {
  constexpr std::size_t words_between_max = 4;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (std::ranges::find(announcing, words[at]) == std::end(announcing)) continue;
    const std::size_t end = std::min(words.size(), at + 2 + words_between_max);
    for (std::size_t next = at + 1; next < end; ++next) {
      if (has_digit(words[next])) return words.written(at, next);
    }
  }
  return {};
}

}  // namespace

std::optional<Reason> password_beside_archive(const Signs& signs) {
  const auto& files = signs.facts.attachments;
  const auto locked = std::ranges::find_if(files, &message::Attachment::encrypted);
  if (locked == files.end()) return std::nullopt;
  const FoldedWords words(signs.own_text);
  const std::string_view password = named_password(words);
  if (password.empty()) return std::nullopt;
  return seen(Text::lossy(password), Text::lossy(locked->sha256));
}

}  // namespace backstamp::verdict
