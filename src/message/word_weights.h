// How much a word says about a text: words that every mail holds say nothing, unknown words most.
//
// The weights are frozen bands in place of counted frequencies, ln(N/df) for N = 20,000 mails:
//   band  0    1    2    3    4    unknown
//         0    2.5  4    5.5  7    8.8       (8.8 = ln(20,000 / 3))
// They come from content/words/*.tsv, one file a language:
//   version<TAB>1            of all files together; must be word_weights_version
//   language<TAB>en          ISO 639-1, or "-" for words of no one language
//   0<TAB>the of and ...     words of a band; lines of a band may repeat
//   greeting<TAB>dear ...    band 0; a line that begins so is a greeting or a closing
//   date<TAB>monday ...      band 0: months and days
//   name<TAB>anna ...        band 1: names of persons, which vary between copies
//   pair<TAB>です ます ...   band 0: pairs of characters, as fold() makes them
// A change of any weight changes every sketch: raise word_weights_version with it (a test holds
// the digest of the table).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::message {

inline constexpr std::uint16_t word_weights_version = 1;

inline constexpr int bands = 6;
inline constexpr int band_unknown = 5;
inline constexpr double band_weights[bands] = {0, 2.5, 4, 5.5, 7, 8.8};

enum class WordUse : std::uint8_t { plain, greeting, date, name };

struct WordFacts {
  std::uint8_t band = band_unknown;
  WordUse use = WordUse::plain;
  std::uint32_t languages = 0;  // bit i: function word of language(i)
};

class WordWeights {
 public:
  // One file as above. Errors: invalid, with the line.
  Result<void> add(std::string_view file);
  // The built-in table.
  static const WordWeights& built_in();

  // What is known of a word, by its folded hash. Unknown words give a default WordFacts.
  const WordFacts& of(std::uint64_t folded_hash) const;

  std::size_t size() const { return known_; }
  const std::vector<Text>& languages() const { return languages_; }
  // Of all words with their facts, whatever the order they came in.
  std::uint64_t digest() const;

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: free
    WordFacts facts;
  };

  Result<void> add_line(std::string_view key, std::string_view words, int language);
  Result<void> add_word(std::string_view word, const WordFacts& facts);
  void insert(std::uint64_t hash, const WordFacts& facts);
  void grow();
  std::size_t slot_of(std::uint64_t hash) const;

  std::vector<Slot> slots_ = std::vector<Slot>(1024);  // a power of two, at most half full
  std::size_t known_ = 0;
  std::vector<Text> languages_;
};

}  // namespace backstamp::message
