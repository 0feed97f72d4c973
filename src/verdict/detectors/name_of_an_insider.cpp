// A stranger who bears a colleague's or director's name: people answer names. People do write from
// home, so a sender who is known and proven may.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> name_of_an_insider(const message::Facts& facts, const History& history) {
  constexpr std::uint64_t known_from = 3;
  const message::Address& from = facts.sender.from;
  if (!history.name_is_an_insiders || facts.direction != message::Direction::inbound) {
    return std::nullopt;
  }
  if (history.from_sender_before >= known_from && is_authenticated(facts)) return std::nullopt;
  if (!trim(from.display_name.view()).contains(' ')) return std::nullopt;  // first names are many's
  return seen(from.display_name, from.address);
}

}  // namespace backstamp::verdict
