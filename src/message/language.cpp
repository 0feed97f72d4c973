#include "message/language.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace backstamp::message {
namespace {

constexpr std::uint32_t letters_min = 12;
constexpr double share_min = 0.5;     // of the letters in the leading script
constexpr double words_share = 0.12;  // function words among the words
constexpr double lead = 1.15;         // over the second language
constexpr std::uint32_t hits_min = 3;

std::uint32_t letters(const FoldedText& text, Script script) {
  return text.letters[static_cast<std::size_t>(script)];
}

// The language of scripts that tell it; empty for Latin and unknown ones.
const char* by_script(const FoldedText& text, Script script) {
  switch (script) {
    case Script::cyrillic: return text.ukrainian * 50 > letters(text, script) ? "uk" : "ru";
    case Script::greek: return "el";
    case Script::armenian: return "hy";
    case Script::hebrew: return "he";
    case Script::arabic: return text.persian * 50 > letters(text, script) ? "fa" : "ar";
    case Script::devanagari: return "hi";
    case Script::thai: return "th";
    case Script::hangul: return "ko";
    case Script::kana: return "ja";
    case Script::han: return "zh";
    default: return "";
  }
}

Text by_words(const FoldedText& text, const WordWeights& weights) {
  std::vector<std::uint32_t> hits(weights.languages().size(), 0);
  std::uint32_t words = 0;
  for (const FoldedWord& word : text.words) {
    if (word.kind != WordKind::word) continue;
    ++words;
    for (std::uint32_t rest = weights.of(word.hash).languages; rest != 0; rest &= rest - 1) {
      ++hits[static_cast<std::size_t>(std::countr_zero(rest))];
    }
  }
  if (hits.empty()) return {};
  const auto best = std::ranges::max_element(hits);
  std::uint32_t second = 0;
  for (auto at = hits.begin(); at != hits.end(); ++at) {
    if (at != best) second = std::max(second, *at);
  }
  if (*best < hits_min || *best < words_share * words || *best < lead * second) return {};
  return weights.languages()[static_cast<std::size_t>(best - hits.begin())];
}

}  // namespace

Text language_of(const FoldedText& text, const WordWeights& weights) {
  const auto total = std::accumulate(text.letters.begin(), text.letters.end(), 0u);
  const auto kana = letters(text, Script::kana);
  const auto han = letters(text, Script::han);
  // Japanese mixes both; a letter of Chinese or Japanese says more than one of an alphabet.
  if (total >= letters_min / 2 && kana + han > total * share_min) {
    return Text::trusted(kana * 10 > han ? "ja" : "zh");
  }
  if (total < letters_min) return {};
  const auto most = std::ranges::max_element(text.letters);
  if (*most < total * share_min) return {};
  const auto script = static_cast<Script>(most - text.letters.begin());
  if (script == Script::latin) return by_words(text, weights);
  return Text::trusted(by_script(text, script));
}

}  // namespace backstamp::message
