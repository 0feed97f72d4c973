// Sender and answer both at free mail, at different addresses.
#include "verdict/detectors/detector.h"

#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> reply_to_other_free_mail(const Signs& signs) {
  if (!signs.free_mail_sender) return std::nullopt;
  for (const message::Address& reply : signs.facts.reply_to) {
    const bool same = ascii_equal(reply.address.view(), signs.facts.sender.from.address.view());
    if (is_free_mail(reply.domain.view()) && !same) return seen(reply.address, reply.address);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
