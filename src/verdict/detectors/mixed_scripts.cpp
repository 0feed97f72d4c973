// Words of Latin letters with Greek or Cyrillic look-alikes among them.
#include "verdict/detectors/detector.h"

#include "verdict/mixed_scripts.h"

namespace backstamp::verdict {

std::optional<Reason> mixed_scripts(const Signs& signs) {
  constexpr std::size_t words_min = 2;
  const auto subject = mixed_words(signs.facts.subject.view());
  const auto name = mixed_words(signs.facts.sender.from.display_name.view());
  const auto text = mixed_words(signs.own_text);
  const std::size_t count = subject.count + name.count + text.count;
  if (count < words_min) return std::nullopt;
  const MixedWords& shown = subject.count > 0 ? subject : name.count > 0 ? name : text;
  return seen(shown.first, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
