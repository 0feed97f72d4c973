// A link leads to a bare IP address. Addresses of inner networks are the organisation's own.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_ip_address(const Signs& signs) {
  for (const LinkHost& link : signs.hosts) {
    const bool number =
        link.host.contains(':') ||
        (link.host.contains('.') && link.host.find_first_not_of("0123456789.") == link.host.npos);
    const bool inner = link.host.starts_with("10.") || link.host.starts_with("192.168.") ||
                       link.host.starts_with("127.");
    if (number && !inner) return seen(Text::lossy(link.host), link.url->url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
