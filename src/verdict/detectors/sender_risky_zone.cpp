// The sender's domain lies in a zone where most names in mail are bad.
#include "verdict/detectors/detector.h"

#include "verdict/host_list.h"

namespace backstamp::verdict {

std::optional<Reason> sender_risky_zone(const Signs& signs) {
  static const HostList zones = host_list("risky_zones");
  if (!zones.covers_below(signs.from_host)) return std::nullopt;
  return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
