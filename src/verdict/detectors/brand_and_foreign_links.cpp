// A brand that is not the sender's, and no link to it.
#include "verdict/detectors/detector.h"

#include <algorithm>

namespace backstamp::verdict {

std::optional<Reason> brand_and_foreign_links(const Signs& signs) {
  const bool claims = !signs.name_brands.empty() || signs.imitated != nullptr;
  if (!claims || signs.links == 0) return std::nullopt;
  const Brand* const brand = signs.imitated ? signs.imitated : signs.name_brands.front();
  const bool linked = std::ranges::any_of(
      signs.hosts, [&](const LinkHost& link) { return owns(*brand, link.host); });
  if (linked) return std::nullopt;
  return seen(Text::lossy(brand->names.front()), signs.hosts.front().url->url);
}

}  // namespace backstamp::verdict
