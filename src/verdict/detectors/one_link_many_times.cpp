// Wherever the reader clicks, it is the same page: unsubscribing too.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> one_link_many_times(const Signs& signs) {
  constexpr std::uint32_t times_min = 3;
  if (signs.links != 1 || signs.facts.html.links < times_min) return std::nullopt;
  return seen(Text::lossy(signs.hosts.front().host), signs.hosts.front().url->url);
}

}  // namespace backstamp::verdict
