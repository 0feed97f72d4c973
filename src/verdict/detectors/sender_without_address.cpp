// From shows a name and no address, above a page with links. Bounces have neither.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> sender_without_address(const Signs& signs) {
  const message::Address& from = signs.facts.sender.from;
  if (!from.address.empty() || signs.links == 0) return std::nullopt;
  if (signs.facts.html.links == 0) return std::nullopt;
  return seen(from.display_name, from.display_name);
}

}  // namespace backstamp::verdict
