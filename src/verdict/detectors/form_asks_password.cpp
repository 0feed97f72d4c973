// The message itself holds a field for a password.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> form_asks_password(const Signs& signs) {
  if (!signs.facts.html.password_field) return std::nullopt;
  return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
