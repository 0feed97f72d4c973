// A link's host name has letters beyond ASCII. Such names are honest in many languages; alone it
// never decides.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_punycode(const Signs& signs) {
  for (const LinkHost& link : signs.hosts) {
    if (link.host.starts_with("xn--") || link.host.contains(".xn--")) {
      return seen(Text::lossy(link.host), link.url->url);
    }
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
