// The mail server checked and nothing passed. Much honest mail is so: a fact for the reader, no
// points. Mail that nobody checked says nothing at all.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> no_authentication(const message::Facts& facts, const History&) {
  const message::Authentication& said = facts.authentication;
  const bool passed =
      said.spf.view() == "pass" || said.dkim.view() == "pass" || said.dmarc.view() == "pass";
  if (!was_checked(facts) || passed) return std::nullopt;
  return seen(facts.sender.from.domain, facts.sender.from.address);
}

}  // namespace backstamp::verdict
