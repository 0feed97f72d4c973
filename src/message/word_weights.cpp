#include "message/word_weights.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/check.h"
#include "base/content.h"
#include "base/log.h"
#include "message/fold.h"

namespace backstamp::message {
namespace {

constexpr std::size_t languages_max = 32;

// The next piece of `rest` up to `separator`, which is taken off.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::string_view piece = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
  return piece;
}

// What a line's key says of its words.
std::optional<WordFacts> facts_of(std::string_view key) {
  if (key.size() == 1 && key[0] >= '0' && key[0] < '0' + band_unknown) {
    return WordFacts{.band = static_cast<std::uint8_t>(key[0] - '0')};
  }
  if (key == "greeting") return WordFacts{.band = 0, .use = WordUse::greeting};
  if (key == "date") return WordFacts{.band = 0, .use = WordUse::date};
  if (key == "name") return WordFacts{.band = 1, .use = WordUse::name};
  if (key == "pair") return WordFacts{.band = 0};
  return std::nullopt;
}

}  // namespace

Result<void> WordWeights::add(std::string_view file) {
  int number = 0;
  int language = -1;
  bool versioned = false;
  while (!file.empty()) {
    const std::string place = "line " + std::to_string(++number);
    std::string_view words = take_until(file, '\n');
    if (words.empty() || words.starts_with('#')) continue;
    const std::string_view key = take_until(words, '\t');
    if (key == "version") {
      versioned = words == std::to_string(word_weights_version);
    } else if (key == "language") {
      if (languages_.size() >= languages_max) return fail(Fault::limit, "too many languages");
      language = words == "-" ? -1 : static_cast<int>(languages_.size());
      if (language >= 0) languages_.push_back(TRY_IN(place, Text::parse(words)));
    } else {
      TRY_IN(place, add_line(key, words, language));
    }
  }
  if (!versioned) {
    return fail(Fault::invalid, "the word file's version is not that of the program, " +
                                    std::to_string(word_weights_version));
  }
  return {};
}

Result<void> WordWeights::add_line(std::string_view key, std::string_view words, int language) {
  auto facts = facts_of(key);
  if (!facts) return fail(Fault::invalid, "unknown kind of words: " + std::string(key));
  // Function words and what a letter always has tell its language.
  if (language >= 0 && facts->band == 0) facts->languages = 1u << language;
  while (!words.empty()) TRY(add_word(take_until(words, ' '), *facts));
  return {};
}

Result<void> WordWeights::add_word(std::string_view word, const WordFacts& facts) {
  const std::uint64_t hash = folded_hash(word);
  if (hash == 0) return fail(Fault::invalid, "not one word: \"" + std::string(word) + "\"");
  insert(hash, facts);
  return {};
}

// A word of several languages has the lowest of its weights and the languages of all.
void WordWeights::insert(std::uint64_t hash, const WordFacts& facts) {
  Slot& slot = slots_[slot_of(hash)];
  if (slot.hash == 0) {
    slot = {.hash = hash, .facts = facts};
    if (++known_ * 2 > slots_.size()) grow();
    return;
  }
  slot.facts.languages |= facts.languages;
  if (facts.band < slot.facts.band) {
    slot.facts.band = facts.band;
    slot.facts.use = facts.use;
  } else if (facts.band == slot.facts.band && slot.facts.use == WordUse::plain) {
    slot.facts.use = facts.use;
  }
}

void WordWeights::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.hash != 0) slots_[slot_of(slot.hash)] = slot;
  }
}

std::size_t WordWeights::slot_of(std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].hash != 0 && slots_[at].hash != hash) at = (at + 1) & mask;
  return at;
}

const WordFacts& WordWeights::of(std::uint64_t folded_hash) const {
  static const WordFacts unknown;
  const Slot& slot = slots_[slot_of(folded_hash)];
  return slot.hash == 0 ? unknown : slot.facts;
}

std::uint64_t WordWeights::digest() const {
  std::uint64_t sum = 0;
  for (const Slot& slot : slots_) {
    if (slot.hash != 0)
      sum +=
          slot.hash * (16ull * static_cast<unsigned>(slot.facts.use) + 2ull * slot.facts.band + 1);
  }
  return sum;
}

const WordWeights& WordWeights::built_in() {
  static const WordWeights table = [] {
    WordWeights weights;
    for (const std::string_view path : content_files("words/")) {
      const auto added = weights.add(content_file(path).value_or(""));
      if (!added) {
        log(LogLevel::error, "word table damaged", {{"file", path}, {"what", added.error().what}});
      }
      CHECK(added.has_value());
    }
    return weights;
  }();
  return table;
}

}  // namespace backstamp::message
