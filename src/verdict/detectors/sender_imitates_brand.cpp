// The sender's domain looks like a brand's, or carries its name.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> sender_imitates_brand(const Signs& signs) {
  if (!signs.imitated) return std::nullopt;
  return seen(
      Text::lossy(std::string(signs.from_host) + " imitates " + signs.imitated->names.front()),
      signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
