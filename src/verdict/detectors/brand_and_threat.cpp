// A brand that is not the sender's, and words that warn or ask to sign in.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> brand_and_threat(const Signs& signs) {
  const bool claims = !signs.name_brands.empty() || signs.imitated != nullptr;
  if (!claims || !threatens(signs)) return std::nullopt;
  const Brand* const brand = signs.imitated ? signs.imitated : signs.name_brands.front();
  return seen(Text::lossy(brand->names.front()), signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
