// The text asks to sign in, confirm or unlock, and a link leads to another organisation.
#include "verdict/detectors/detector.h"
#include "verdict/phrases.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> credential_words_and_link(const message::Facts& facts, const History&) {
  const message::Url* link = foreign_link(facts);
  if (!link) return std::nullopt;
  const auto phrase = credential_phrase(facts.visible_text.view());
  if (!phrase) return std::nullopt;
  return seen(*phrase, link->url);
}

}  // namespace backstamp::verdict
