// A picture to click that leads to a short link, a free page or a risky zone.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> image_to_risky_host(const Signs& signs) {
  const LinkHost* const risky = signs.risky_zone     ? signs.risky_zone
                                : signs.free_hosting ? signs.free_hosting
                                : signs.shortener    ? signs.shortener
                                                     : signs.redirector;
  if (!signs.image_leads || !risky) return std::nullopt;
  return seen(Text::lossy(risky->host), risky->url->url);
}

}  // namespace backstamp::verdict
