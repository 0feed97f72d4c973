// A call to click that leads to a short link, a free page or a risky zone.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> risky_host_and_call(const Signs& signs) {
  const LinkHost* const risky = signs.risky_zone     ? signs.risky_zone
                                : signs.free_hosting ? signs.free_hosting
                                : signs.shortener    ? signs.shortener
                                                     : signs.redirector;
  const FamilyHits& call = signs.text.of("call_to_action");
  if (!risky || call.count == 0) return std::nullopt;
  return seen(call.first, risky->url->url);
}

}  // namespace backstamp::verdict
