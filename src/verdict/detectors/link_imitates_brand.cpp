// A link's host looks like a brand's, or carries its name.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_imitates_brand(const Signs& signs) {
  constexpr std::size_t hosts_max = 30;
  std::string_view last;
  for (const LinkHost& link :
       std::span(signs.hosts).first(std::min(hosts_max, signs.hosts.size()))) {
    if (link.organisation == signs.from_organisation || link.organisation == last) continue;
    last = link.organisation;
    if (const Brand* brand = imitated_by(link.host)) {
      return seen(Text::lossy(std::string(link.host) + " imitates " + brand->names.front()),
                  link.url->url);
    }
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
