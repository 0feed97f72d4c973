#include "verdict/subject_shape.h"

#include <algorithm>

#include "message/fold_letter.h"
#include "verdict/characters.h"

namespace backstamp::verdict {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool number_beside(std::string_view text, std::size_t begin, std::size_t end) {
  while (end < text.size() && text[end] == ' ') ++end;
  while (begin > 0 && text[begin - 1] == ' ') --begin;
  return (end < text.size() && is_digit(text[end])) || (begin > 0 && is_digit(text[begin - 1]));
}

bool holds_currency(std::string_view text, std::string_view currency, bool whole_word) {
  for (auto at = text.find(currency); at != text.npos; at = text.find(currency, at + 1)) {
    const std::size_t end = at + currency.size();
    const bool bare =
        (at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]));
    if ((!whole_word || bare) && number_beside(text, at, end)) return true;
  }
  return false;
}

std::size_t changes_of(std::string_view word) {
  std::size_t changes = 0;
  for (std::size_t at = 1; at < word.size(); ++at) {
    if (is_digit(word[at]) != is_digit(word[at - 1])) ++changes;
  }
  return changes;
}

}  // namespace

bool names_amount(std::string_view subject) {
  constexpr std::string_view signs[] = {"$", "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5"};
  constexpr std::string_view codes[] = {"EUR",  "USD",     "GBP",   "CHF",   "BRL",
                                        "Euro", "Dollars", "euros", "Euros", "dollars"};
  return std::ranges::any_of(
             signs, [&](std::string_view sign) { return holds_currency(subject, sign, false); }) ||
         std::ranges::any_of(
             codes, [&](std::string_view code) { return holds_currency(subject, code, true); });
}

std::optional<Text> random_id_in(std::string_view subject) {
  constexpr std::size_t length_min = 8;
  constexpr std::size_t changes_min = 3;
  for (std::size_t at = 0; at < subject.size();) {
    std::size_t end = at;
    bool digits_only = true;
    while (end < subject.size() && (is_digit(subject[end]) || is_letter(subject[end]))) {
      digits_only = digits_only && is_digit(subject[end]);
      ++end;
    }
    const std::string_view word = subject.substr(at, end - at);
    const bool random = digits_only || changes_of(word) >= changes_min;
    if (word.size() >= length_min && random) return Text::lossy(word).cut(100);
    at = std::max(end, at + 1);
  }
  return std::nullopt;
}

std::size_t dotted_words(std::string_view text) {
  constexpr std::size_t head_max = 2;
  constexpr std::size_t tail_min = 4;
  std::size_t count = 0;
  const auto is_part = [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; };
  for (auto dot = text.find('.'); dot != text.npos; dot = text.find('.', dot + 1)) {
    std::size_t begin = dot;
    while (begin > 0 && is_part(text[begin - 1])) --begin;
    std::size_t end = dot + 1;
    while (end < text.size() && is_part(text[end])) ++end;
    const bool host =
        end < text.size() && (text[end] == '.' || text[end] == '@' || text[end] == '/');
    const bool after_dot = begin > 0 && text[begin - 1] == '.';
    const std::size_t head = dot - begin;
    if (head >= 1 && head <= head_max && end - dot > tail_min && !host && !after_dot) ++count;
  }
  return count;
}

bool is_in_capitals(std::string_view subject) {
  constexpr std::size_t letters_min = 10;
  std::size_t letters = 0;
  std::size_t capitals = 0;
  for_each_character(subject, [&](char32_t code, std::string_view) {
    if (message::letter_kind(code) != message::LetterKind::letter) return;
    ++letters;
    if (message::is_upper(code)) ++capitals;
  });
  return letters >= letters_min && capitals * 5 > letters * 4;
}

}  // namespace backstamp::verdict
