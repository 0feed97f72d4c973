// Nobody in the organisation had mail from this address before. Two thirds of phish are so, and a
// fifth of honest mail: it never decides alone.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> first_contact(const message::Facts& facts, const History& history) {
  const bool known = history.from_sender_before > 0 ||
                     (!history.domain_is_free_mail && history.from_domain_before > 0);
  if (known || facts.sender.from.address.empty()) return std::nullopt;
  return seen(facts.sender.from.address, facts.sender.from.address);
}

}  // namespace backstamp::verdict
