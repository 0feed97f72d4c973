#include "message/sketch.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "message/fingerprint.h"
#include "message/fold.h"
#include "message/language.h"
#include "message/min_hash.h"
#include "message/visible_text.h"
#include "message/word_weights.h"

namespace backstamp::message {
namespace {

// Pairs of characters say less than words: three or four of them make a word.
constexpr double pair_weight = 5.5;
constexpr std::size_t group_count = bands + 1;
constexpr std::size_t pair_group = bands;

// Few visible words beside much hidden text: the hidden text is compared, with its like alone.
constexpr std::uint32_t hidden_words_min = 20;
constexpr std::uint64_t hidden_namespace = 0x5bd1e9955bd1e995;

// Which words of a text were seen already.
class Seen {
 public:
  explicit Seen(std::size_t words) {
    std::size_t size = 64;
    while (size < words * 2) size *= 2;
    slots_.resize(size);
  }
  // True the first time; `hash` is not 0.
  bool first(std::uint64_t hash) {
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == hash) return false;
    }
    slots_[at] = hash;
    return true;
  }

 private:
  std::vector<std::uint64_t> slots_;
};

std::vector<WordGroup> grouped(const FoldedText& text, const WordWeights& weights,
                               std::uint64_t space) {
  std::vector<WordGroup> groups(group_count);
  for (std::size_t band = 0; band < bands; ++band) groups[band].weight = band_weights[band];
  groups[pair_group].weight = pair_weight;
  Seen seen(text.words.size());
  for (const FoldedWord& word : text.words) {
    if (word.kind == WordKind::token || word.hash == 0 || !seen.first(word.hash)) continue;
    const std::uint8_t band = weights.of(word.hash).band;
    if (band == 0) continue;
    groups[word.kind == WordKind::pair ? pair_group : band].words.push_back(word.hash ^ space);
  }
  std::erase_if(groups, [](const WordGroup& group) { return group.words.empty(); });
  return groups;
}

std::uint32_t word_count(const FoldedText& text) {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      text.words, [](const FoldedWord& word) { return word.kind != WordKind::token; }));
}

void sketch_words(const FoldedText& text, std::uint64_t space, BodySketch& sketch) {
  sketch.word_count = word_count(text);
  const auto groups = grouped(text, WordWeights::built_in(), space);
  if (groups.empty()) return;
  const auto values = min_hash(groups);
  for (std::size_t i = 0; i < BodySketch::values; ++i) {
    const std::uint64_t value = placed(values[i], i);
    sketch.bytes[i] = static_cast<std::uint8_t>(value);
    if (i < BodySketch::keys_count) {
      sketch.keys[i] = std::max(static_cast<std::uint32_t>(value >> 32), 1u);
    }
  }
}

}  // namespace

BodyFeatures body_features(std::string_view plain_utf8, const HtmlReading* html,
                           const std::vector<Url>& urls, const Limits& limits) {
  const WordWeights& weights = WordWeights::built_in();
  BodyFeatures features;
  features.visible_text = visible_text(plain_utf8, html, limits);
  const FoldedText text = fold(own_text(features.visible_text.view()));
  BodySketch& sketch = features.sketch;
  sketch.version = word_weights_version;
  sketch_words(text, 0, sketch);
  if (sketch.word_count < sketch_words_min && html != nullptr) {
    const FoldedText hidden = fold(html->hidden_text.view());
    if (word_count(hidden) >= hidden_words_min) sketch_words(hidden, hidden_namespace, sketch);
  }
  sketch.mark_hash = mark_hash(html);
  sketch.url_shape_hash = url_shape_hash(urls);
  features.body_fingerprint = body_fingerprint(text, weights, sketch.mark_hash);
  features.html_fingerprint = html_fingerprint(html);
  features.language = language_of(text, weights);
  return features;
}

SketchLines sketch_lines(std::string_view visible_text, const BodySketch& sketch) {
  SketchLines known;
  const FoldedText text = fold(own_text(visible_text));
  const auto groups = grouped(text, WordWeights::built_in(), 0);
  if (groups.empty() || sketch.version != word_weights_version) return known;
  const auto values = min_hash(groups);
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> places;  // of each word
  for (std::size_t i = 0; i < BodySketch::values; ++i) {
    if (static_cast<std::uint8_t>(placed(values[i], i)) != sketch.bytes[i]) return known;
    places[values[i]].push_back(i);
  }
  constexpr std::size_t lines_max = std::numeric_limits<std::uint16_t>::max();
  for (const FoldedWord& word : text.words) {
    if (word.line_start && known.lines < lines_max) ++known.lines;
    const auto found = places.find(word.hash);
    if (found == places.end() || known.lines == 0) continue;
    const auto line = static_cast<std::uint16_t>(known.lines - 1);
    for (const std::size_t place : found->second) {
      std::vector<std::uint16_t>& lines = known.of_value[place];
      if (lines.empty() || lines.back() != line) lines.push_back(line);
    }
  }
  return known;
}

}  // namespace backstamp::message
