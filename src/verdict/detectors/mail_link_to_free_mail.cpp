// A company that wants answers at an address anybody can open.
#include "verdict/detectors/detector.h"

#include "verdict/mail_target.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> mail_link_to_free_mail(const Signs& signs) {
  if (signs.free_mail_sender) return std::nullopt;
  for (const Text& link : signs.facts.html.mail_links) {
    const auto target = mail_target(link.view());
    if (is_free_mail(target.domain))
      return seen(Text::lossy(target.address), Text::lossy(target.address));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
