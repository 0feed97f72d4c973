// A link leads to a page that anybody can put up without saying who they are. The sender's own is
// its own.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_free_hosting(const Signs& signs) {
  const LinkHost* const link = signs.free_hosting;
  if (!link || link->host == signs.from_host) return std::nullopt;
  return seen(Text::lossy(link->host), link->url->url);
}

}  // namespace backstamp::verdict
