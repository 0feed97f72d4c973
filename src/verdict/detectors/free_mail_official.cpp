// A bank, barrister or director who writes from an address that anybody can open. People do have
// titles: few points.
#include "verdict/detectors/detector.h"

#include "verdict/word_stems.h"

namespace backstamp::verdict {

std::optional<Reason> free_mail_official(const Signs& signs) {
  static const WordStems words = word_stems("titles");
  if (!signs.free_mail_sender) return std::nullopt;
  const auto word = words.first_in(signs.facts.sender.from.display_name.view());
  if (!word) return std::nullopt;
  return seen(*word, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
