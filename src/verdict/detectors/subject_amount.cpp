// An amount of money in the subject. Invoices have one too.
#include "verdict/detectors/detector.h"

#include "verdict/subject_shape.h"

namespace backstamp::verdict {

std::optional<Reason> subject_amount(const Signs& signs) {
  if (!names_amount(signs.facts.subject.view())) return std::nullopt;
  return seen(signs.facts.subject, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
