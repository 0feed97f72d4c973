// A part of the sender's host name below its domain was made up by a program.
#include "verdict/detectors/detector.h"

#include "verdict/random_label.h"

namespace backstamp::verdict {

std::optional<Reason> sender_random_host(const Signs& signs) {
  std::string_view below = signs.from_host;
  below.remove_suffix(signs.from_organisation.size());
  while (!below.empty()) {
    const std::string_view label = below.substr(0, below.find('.'));
    if (looks_random(label)) {
      return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
    }
    below.remove_prefix(std::min(below.size(), label.size() + 1));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
