// Subject or name written in mathematical, full-width or circled letters.
#include "verdict/detectors/detector.h"

#include "verdict/mixed_scripts.h"

namespace backstamp::verdict {

std::optional<Reason> styled_letters(const Signs& signs) {
  constexpr std::size_t letters_min = 3;
  for (const Text* text : {&signs.facts.subject, &signs.facts.sender.from.display_name}) {
    if (styled_letters(text->view()) >= letters_min)
      return seen(*text, signs.facts.sender.from.address);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
