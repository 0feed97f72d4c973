// The sender's domain looks like the recipient's own. The same name under another zone is mostly
// the organisation's too.
#include "verdict/detectors/detector.h"

#include "verdict/confusable.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> sender_imitates_recipient(const Signs& signs) {
  constexpr std::size_t one_letter_min = 6;
  const std::string_view own = signs.from_organisation.substr(0, signs.from_organisation.find('.'));
  if (own.empty() || signs.free_mail_sender) return std::nullopt;
  for (const message::Recipient& to : signs.facts.recipients) {
    const std::string_view host = to.address.domain.view();
    const std::string_view organisation = organisation_of(host);
    const std::string_view label = organisation.substr(0, organisation.find('.'));
    if (label.size() < one_letter_min || label == own || is_free_mail(host)) continue;
    const bool alike = skeleton(shown_label(own)) == skeleton(shown_label(label));
    if (alike || differs_by_one(own, label)) {
      return seen(Text::lossy(std::string(signs.from_host) + " looks like " + std::string(host)),
                  signs.facts.sender.from.address);
    }
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
