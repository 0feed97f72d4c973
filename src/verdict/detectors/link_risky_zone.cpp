// A link leads into a zone where most names in mail are bad.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_risky_zone(const Signs& signs) {
  if (!signs.risky_zone) return std::nullopt;
  return seen(Text::lossy(signs.risky_zone->host), signs.risky_zone->url->url);
}

}  // namespace backstamp::verdict
