// The text names a free-mail address that is neither the sender's nor a recipient's.
#include "verdict/detectors/detector.h"

#include <algorithm>

#include "verdict/mail_target.h"

namespace backstamp::verdict {

std::optional<Reason> free_mail_in_text(const Signs& signs) {
  const auto found = free_mail_in(signs.own_text);
  if (!found) return std::nullopt;
  const auto is_same = [&](const message::Address& address) {
    return ascii_equal(address.address.view(), found->view());
  };
  if (is_same(signs.facts.sender.from)) return std::nullopt;
  const bool recipient = std::ranges::any_of(
      signs.facts.recipients, [&](const message::Recipient& to) { return is_same(to.address); });
  if (recipient) return std::nullopt;
  return seen(*found, *found);
}

}  // namespace backstamp::verdict
