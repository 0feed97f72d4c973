// The sender's domain was made up by a program.
#include "verdict/detectors/detector.h"

#include "verdict/random_label.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> sender_random_domain(const Signs& signs) {
  const std::string_view label =
      signs.from_organisation.substr(0, signs.from_organisation.find('.'));
  if (!looks_random(label) || is_free_mail(signs.from_host)) return std::nullopt;
  if (is_brand_domain(signs.from_host)) return std::nullopt;
  return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
