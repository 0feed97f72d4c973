// A short link hides where it leads.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_shortener(const Signs& signs) {
  if (!signs.shortener) return std::nullopt;
  return seen(Text::lossy(signs.shortener->host), signs.shortener->url->url);
}

}  // namespace backstamp::verdict
