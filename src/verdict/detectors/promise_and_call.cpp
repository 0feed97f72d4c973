// Words that promise, a call to click, and links that lead to other organisations.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> promise_and_call(const Signs& signs) {
  if (!signs.links_lead_away || !promises(signs)) return std::nullopt;
  const FamilyHits& call = signs.text.of("call_to_action");
  if (call.count == 0) return std::nullopt;
  return seen(call.first, signs.hosts.front().url->url);
}

}  // namespace backstamp::verdict
