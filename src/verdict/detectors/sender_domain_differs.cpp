// MAIL FROM and From belong to different organisations. Mail services do so for honest customers:
// context, and none where DMARC passed or on a list.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> sender_domain_differs(const message::Facts& facts, const History&) {
  const message::Sender& sender = facts.sender;
  if (sender.mail_from_domain.empty() || sender.from.domain.empty()) return std::nullopt;
  if (is_list(facts) || facts.authentication.dmarc.view() == "pass") return std::nullopt;
  const bool same =
      organisation_of(sender.mail_from_domain.view()) == organisation_of(sender.from.domain.view());
  if (same) return std::nullopt;
  return seen(sender.mail_from_domain, sender.from.address);
}

}  // namespace backstamp::verdict
