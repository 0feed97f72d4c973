// A host name longer, or of more parts, than people make.
#include "verdict/detectors/detector.h"

#include <algorithm>

namespace backstamp::verdict {

std::optional<Reason> link_long_host(const Signs& signs) {
  constexpr std::size_t bytes_max = 45;
  constexpr std::ptrdiff_t dots_max = 4;
  for (const LinkHost& link : signs.hosts) {
    if (link.organisation == signs.from_organisation || is_brand_domain(link.host)) continue;
    const bool long_name =
        link.host.size() > bytes_max || std::ranges::count(link.host, '.') > dots_max;
    if (long_name) return seen(Text::lossy(link.host), link.url->url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
