// The sender's name shows the recipient's own address.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> name_is_the_recipient(const Signs& signs) {
  const message::Address& from = signs.facts.sender.from;
  const std::string name = ascii_lower(from.display_name.view());
  for (const message::Recipient& to : signs.facts.recipients) {
    const std::string own = ascii_lower(to.address.address.view());
    if (own.contains('@') && name.contains(own) && own != ascii_lower(from.address.view())) {
      return seen(from.display_name, from.address);
    }
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
