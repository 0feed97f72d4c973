// An exclamation mark or a long number in the sender's name.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> name_shouts(const Signs& signs) {
  const std::string_view name = signs.facts.sender.from.display_name.view();
  std::size_t digits = 0;
  bool number = false;
  for (const char c : name) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    number = number || digits >= 3;
  }
  if (name.contains('@') || (!name.contains('!') && !number)) return std::nullopt;
  return seen(signs.facts.sender.from.display_name, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
