// The subject already says it: honest mail nearly never does so in these words.
#include "verdict/detectors/detector.h"
#include "verdict/phrases.h"

namespace backstamp::verdict {

std::optional<Reason> credential_words_in_subject(const message::Facts& facts, const History&) {
  const auto phrase = credential_phrase(facts.subject.view());
  if (!phrase) return std::nullopt;
  return seen(*phrase, facts.sender.from.address);
}

}  // namespace backstamp::verdict
