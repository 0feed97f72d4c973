// The same in the text.
#include "verdict/detectors/detector.h"

#include "verdict/mixed_scripts.h"

namespace backstamp::verdict {

std::optional<Reason> styled_letters_in_text(const Signs& signs) {
  constexpr std::size_t letters_min = 20;
  if (styled_letters(signs.own_text) < letters_min) return std::nullopt;
  return seen(signs.facts.subject, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
