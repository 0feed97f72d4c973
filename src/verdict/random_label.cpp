#include "verdict/random_label.h"

#include <cctype>
#include <string>

namespace backstamp::verdict {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_vowel(char c) { return std::string_view("aeiouy").contains(c); }

struct Counts {
  std::size_t digits = 0, vowels = 0, changes = 0, consonants_in_a_row = 0;
  bool hexadecimal = true;
};

Counts counts_of(std::string_view letters) {
  Counts counts;
  std::size_t row = 0;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    const char c = letters[at];
    if (is_digit(c)) ++counts.digits;
    if (is_vowel(c)) ++counts.vowels;
    if (at > 0 && is_digit(c) != is_digit(letters[at - 1])) ++counts.changes;
    if (!is_digit(c) && (c < 'a' || c > 'f')) counts.hexadecimal = false;
    row = is_digit(c) || is_vowel(c) ? 0 : row + 1;
    counts.consonants_in_a_row = std::max(counts.consonants_in_a_row, row);
  }
  return counts;
}

}  // namespace

bool looks_random(std::string_view label) {
  if (label.starts_with("xn--")) return false;
  std::string letters;
  for (const char c : label) {
    if (c != '-') letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (letters.size() < 7) return false;
  const Counts counts = counts_of(letters);
  const std::size_t alphabetic = letters.size() - counts.digits;
  return (counts.hexadecimal && letters.size() >= 10 && counts.digits >= 2) ||
         counts.changes >= 4 || (counts.consonants_in_a_row >= 5 && letters.size() >= 8) ||
         (alphabetic >= 9 && counts.vowels * 100 < alphabetic * 17);
}

}  // namespace backstamp::verdict
