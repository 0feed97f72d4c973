// More text that is not shown than text that is.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> mostly_hidden_text(const Signs& signs) {
  constexpr std::uint32_t bytes_max = 600;
  const std::uint32_t hidden = signs.facts.html.hidden_bytes;
  if (hidden <= bytes_max || hidden <= signs.facts.visible_text.size()) return std::nullopt;
  return seen(Text::trusted(std::to_string(hidden)), signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
