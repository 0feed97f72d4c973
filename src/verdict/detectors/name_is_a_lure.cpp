// The sender's name itself promises or warns.
#include "verdict/detectors/detector.h"

#include "verdict/word_stems.h"

namespace backstamp::verdict {

std::optional<Reason> name_is_a_lure(const Signs& signs) {
  static const WordStems words = word_stems("lures");
  const auto word = words.first_in(signs.facts.sender.from.display_name.view());
  if (!word) return std::nullopt;
  return seen(*word, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
