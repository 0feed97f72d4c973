// Characters of no width stand inside words: they read the same and compare differently.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> split_by_invisible(const Signs& signs) {
  constexpr std::uint32_t joints_min = 3;
  if (signs.facts.html.joints < joints_min) return std::nullopt;
  return seen(Text::trusted(std::to_string(signs.facts.html.joints)),
              signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
