// Text -> words as they are compared: letters that look alike are alike, numbers and links are out.
//
// Follows section 7 of the similarity study: NFKD, case folding, no combining marks, no characters
// of no width, Cyrillic, Greek and Armenian look-alikes as Latin letters, "0", "1" and "|" inside
// words as letters, pairs of characters where words are not set apart by blanks.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace backstamp::message {

enum class WordKind : std::uint8_t {
  word,
  pair,   // two characters of a script without blanks
  token,  // a number, URL, mail address or mixed identifier: says nothing about the text
};

struct FoldedWord {
  std::uint64_t hash = 0;  // XXH3-64 of the folded word
  WordKind kind = WordKind::word;
  bool capital = false;     // the first letter was upper case
  bool line_start = false;  // first of its line
  bool digits = false;      // digits stood in it
};

enum class Script : std::uint8_t {
  latin,
  cyrillic,
  greek,
  armenian,
  hebrew,
  arabic,
  devanagari,
  thai,
  han,
  kana,
  hangul,
  other,
};
inline constexpr std::size_t script_count = 12;

struct FoldedText {
  std::vector<FoldedWord> words;
  std::array<std::uint32_t, script_count> letters{};  // letters seen, by Script
  std::uint32_t ukrainian = 0;                        // letters that Russian does not have
  std::uint32_t persian = 0;                          // letters that Arabic does not have
};

inline constexpr std::size_t word_letters_max = 40;  // of longer words the beginning counts

// `text` is UTF-8; bytes that are not are read as blanks.
FoldedText fold(std::string_view text);

// The hash of one word as fold() gives it; 0 when `word` does not fold to exactly one word or pair.
std::uint64_t folded_hash(std::string_view word);

}  // namespace backstamp::message
