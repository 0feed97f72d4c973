// From is a brand's own domain, not proven, and no link leads to the brand. People who work there
// write so too: not strong.
#include "verdict/detectors/detector.h"

#include <algorithm>

#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> brand_sender_foreign_links(const Signs& signs) {
  if (signs.links == 0 || signs.free_mail_sender) return std::nullopt;
  if (is_authenticated(signs.facts)) return std::nullopt;
  for (const Brand* brand : owners_of(signs.from_host)) {
    if (brand->common) continue;
    const bool linked = std::ranges::any_of(
        signs.hosts, [&](const LinkHost& link) { return owns(*brand, link.host); });
    if (!linked) return seen(signs.facts.sender.from.domain, signs.hosts.front().url->url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
