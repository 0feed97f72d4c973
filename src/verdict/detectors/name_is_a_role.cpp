// The sender is no person but a role. Much honest mail is so today: few points.
#include "verdict/detectors/detector.h"

#include "verdict/word_stems.h"

namespace backstamp::verdict {

std::optional<Reason> name_is_a_role(const Signs& signs) {
  static const WordStems words = word_stems("roles");
  const auto word = words.first_in(signs.facts.sender.from.display_name.view());
  if (!word) return std::nullopt;
  return seen(*word, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
