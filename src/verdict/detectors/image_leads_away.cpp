// A picture to click, little text, few links, all to other organisations.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> image_leads_away(const Signs& signs) {
  if (!signs.image_leads || !signs.links_lead_away) return std::nullopt;
  return seen(Text::lossy(signs.hosts.front().host), signs.hosts.front().url->url);
}

}  // namespace backstamp::verdict
