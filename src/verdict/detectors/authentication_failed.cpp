// DMARC failed: the From domain did not send this, or its mail was changed on the way.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> authentication_failed(const message::Facts& facts, const History&) {
  if (facts.authentication.dmarc.view() != "fail") return std::nullopt;
  return seen(facts.sender.from.domain, facts.sender.from.address);
}

}  // namespace backstamp::verdict
