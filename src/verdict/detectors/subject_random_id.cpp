// A long number or a row of letters and digits in the subject. Orders and tickets have one too.
#include "verdict/detectors/detector.h"

#include "verdict/subject_shape.h"

namespace backstamp::verdict {

std::optional<Reason> subject_random_id(const Signs& signs) {
  const auto id = random_id_in(signs.facts.subject.view());
  if (!id) return std::nullopt;
  return seen(*id, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
