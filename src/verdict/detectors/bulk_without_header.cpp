// Mail that speaks of unsubscribing, without the header that mail to many has, and with links that
// lead to other organisations.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> bulk_without_header(const Signs& signs) {
  const FamilyHits& footer = signs.text.of("affiliate_footer");
  if (footer.count == 0 || !signs.links_lead_away) return std::nullopt;
  if (signs.facts.headers.contains("list-unsubscribe")) return std::nullopt;
  return seen(footer.first, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
