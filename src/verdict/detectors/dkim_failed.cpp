// A signature that does not fit; mailing lists break them, so it weighs little, and nothing where
// DMARC decided.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> dkim_failed(const message::Facts& facts, const History&) {
  const message::Authentication& said = facts.authentication;
  if (said.dkim.view() != "fail") return std::nullopt;
  if (said.dmarc.view() == "pass" || said.dmarc.view() == "fail") return std::nullopt;
  return seen(facts.sender.from.domain, facts.sender.from.address);
}

}  // namespace backstamp::verdict
