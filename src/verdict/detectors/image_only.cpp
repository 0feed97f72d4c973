// A picture to click and hardly a word. Some honest advertising is so too.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> image_only(const Signs& signs) {
  constexpr std::size_t letters_max = 120;
  const bool picture = signs.facts.html.images > 0 && signs.links > 0;
  if (!picture || signs.letters >= letters_max) return std::nullopt;
  return seen(Text::lossy(signs.hosts.front().host), signs.hosts.front().url->url);
}

}  // namespace backstamp::verdict
