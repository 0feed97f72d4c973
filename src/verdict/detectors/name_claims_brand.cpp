// The sender's name is a brand's, its domain is not the brand's. Names that are also words are not
// looked at here.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> name_claims_brand(const Signs& signs) {
  for (const Brand* brand : signs.name_brands) {
    if (!brand->common)
      return seen(
          Text::lossy(brand->names.front() + ", but writes from " + std::string(signs.from_host)),
          signs.facts.sender.from.address);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
