// SPF failed for the MAIL FROM domain; forwarding does that too, so it says little where DMARC
// passed, and nothing new where DMARC failed.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> spf_failed(const message::Facts& facts, const History&) {
  const message::Authentication& said = facts.authentication;
  const bool failed = said.spf.view() == "fail" || said.spf.view() == "softfail";
  if (!failed || said.dmarc.view() == "pass" || said.dmarc.view() == "fail") return std::nullopt;
  return seen(facts.sender.mail_from_domain, facts.sender.ip);
}

}  // namespace backstamp::verdict
