// An offer of money without a link, to be answered to an address that anybody can open.
#include "verdict/detectors/detector.h"

#include "verdict/mail_target.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> money_by_free_mail(const Signs& signs) {
  const bool money =
      signs.text.of("advance_fee").count > 0 || signs.text.of("boss_request").count > 0;
  if (signs.links > 0 || !money) return std::nullopt;
  const std::string_view own = signs.from_host;
  for (const message::Address& reply : signs.facts.reply_to) {
    if (is_free_mail(reply.domain.view()) && reply.domain.view() != own)
      return seen(reply.address, reply.address);
  }
  const auto found = free_mail_in(signs.own_text);
  if (!found || ascii_equal(found->view(), signs.facts.sender.from.address.view()))
    return std::nullopt;
  return seen(*found, *found);
}

}  // namespace backstamp::verdict
