// Words of subject or name taken apart by dots, so that they read the same and compare differently.
#include "verdict/detectors/detector.h"

#include "verdict/subject_shape.h"

namespace backstamp::verdict {

std::optional<Reason> subject_split_words(const Signs& signs) {
  constexpr std::size_t words_min = 2;
  for (const Text* text : {&signs.facts.subject, &signs.facts.sender.from.display_name}) {
    if (dotted_words(text->view()) >= words_min)
      return seen(*text, signs.facts.sender.from.address);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
