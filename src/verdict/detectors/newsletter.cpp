// Mail that can be unsubscribed from and proves its sender. The header alone proves nothing.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> newsletter(const message::Facts& facts, const History&) {
  if (!facts.headers.contains("list-unsubscribe") || !is_authenticated(facts)) return std::nullopt;
  return seen(facts.sender.from.domain, facts.sender.from.address);
}

}  // namespace backstamp::verdict
