// A URL far longer than pages have. Click counters write long ones too: few points.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_very_long(const Signs& signs) {
  constexpr std::size_t bytes_max = 700;
  for (const LinkHost& link : signs.hosts) {
    if (link.url->url.size() > bytes_max) return seen(Text::lossy(link.host), link.url->url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
