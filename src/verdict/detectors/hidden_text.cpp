// More text that is not shown than a preview line needs.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> hidden_text(const Signs& signs) {
  constexpr std::uint32_t bytes_max = 250;
  if (signs.facts.html.hidden_bytes <= bytes_max) return std::nullopt;
  return seen(Text::trusted(std::to_string(signs.facts.html.hidden_bytes)),
              signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
