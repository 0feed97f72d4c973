// The subject names a brand, neither the sender nor any link is the brand's. Reports about a brand
// do so too: few points.
#include "verdict/detectors/detector.h"

#include <algorithm>

namespace backstamp::verdict {

std::optional<Reason> subject_claims_brand(const Signs& signs) {
  if (signs.links == 0) return std::nullopt;
  for (const Brand* brand : signs.subject_brands) {
    if (brand->common) continue;
    const bool linked = std::ranges::any_of(
        signs.hosts, [&](const LinkHost& link) { return owns(*brand, link.host); });
    if (!linked) return seen(Text::lossy(brand->names.front()), signs.hosts.front().url->url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
