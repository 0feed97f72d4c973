// The answer would go to an address that anybody can open, of another domain than the sender's.
// Reply-To at another company is common in honest mail, and so is a list's.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> reply_to_elsewhere(const message::Facts& facts, const History&) {
  if (is_list(facts)) return std::nullopt;
  const std::string_view own = organisation_of(facts.sender.from.domain.view());
  for (const message::Address& reply : facts.reply_to) {
    if (!is_free_mail(reply.domain.view())) continue;
    if (organisation_of(reply.domain.view()) != own) return seen(reply.address, reply.address);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
