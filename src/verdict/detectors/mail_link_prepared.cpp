// A link that writes a prepared message to an address anybody can open.
#include "verdict/detectors/detector.h"

#include "verdict/mail_target.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> mail_link_prepared(const Signs& signs) {
  for (const Text& link : signs.facts.html.mail_links) {
    const auto target = mail_target(link.view());
    if (target.prepared && is_free_mail(target.domain))
      return seen(Text::lossy(target.address), Text::lossy(target.address));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
