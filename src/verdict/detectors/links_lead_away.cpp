// There are web links, none to the sender's organisation. Most mail with links is so: a fact for
// the reader.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> links_lead_away(const Signs& signs) {
  if (!signs.links_lead_away) return std::nullopt;
  return seen(Text::lossy(signs.hosts.front().host), signs.hosts.front().url->url);
}

}  // namespace backstamp::verdict
