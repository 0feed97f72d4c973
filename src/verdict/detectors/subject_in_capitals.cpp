// A subject of capitals.
#include "verdict/detectors/detector.h"

#include "verdict/subject_shape.h"

namespace backstamp::verdict {

std::optional<Reason> subject_in_capitals(const Signs& signs) {
  if (!is_in_capitals(signs.facts.subject.view())) return std::nullopt;
  return seen(signs.facts.subject, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
