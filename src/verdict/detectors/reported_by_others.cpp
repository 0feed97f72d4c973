// Other users reported this message too.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> reported_by_others(const message::Facts& facts, const History& history) {
  if (history.reports_by_others == 0) return std::nullopt;
  return seen(Text::trusted(std::to_string(history.reports_by_others)), facts.sender.from.address);
}

}  // namespace backstamp::verdict
