// The same for brands that are also words or much talked about.
#include "verdict/detectors/detector.h"

#include <algorithm>

namespace backstamp::verdict {

std::optional<Reason> name_mentions_brand(const Signs& signs) {
  if (signs.name_brands.empty()) return std::nullopt;
  const auto plain = std::ranges::find_if(signs.name_brands, &Brand::common);
  if (plain == signs.name_brands.end()) return std::nullopt;
  return seen(Text::lossy((*plain)->names.front()), signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
