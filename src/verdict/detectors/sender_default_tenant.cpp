// The sender's domain is one that a provider gives until the customer's own is set up.
#include "verdict/detectors/detector.h"

#include "verdict/host_list.h"

namespace backstamp::verdict {

std::optional<Reason> sender_default_tenant(const Signs& signs) {
  static const HostList tenants = host_list("default_tenants");
  if (!tenants.covers_below(signs.from_host)) return std::nullopt;
  return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
