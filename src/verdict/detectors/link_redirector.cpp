// A well-known site is used to pass the reader on.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_redirector(const Signs& signs) {
  if (!signs.redirector) return std::nullopt;
  return seen(Text::lossy(signs.redirector->host), signs.redirector->url->url);
}

}  // namespace backstamp::verdict
