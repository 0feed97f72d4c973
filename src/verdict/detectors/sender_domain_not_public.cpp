// The sender's domain can't exist on the internet. The organisation's own machines may write so,
// and hosts without a domain.
#include "verdict/detectors/detector.h"

#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> sender_domain_not_public(const Signs& signs) {
  if (signs.from_host.empty() || has_public_zone(signs.from_host)) return std::nullopt;
  const bool own = signs.facts.direction == message::Direction::intra_org;
  if (own || !signs.from_host.contains('.')) return std::nullopt;
  return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
