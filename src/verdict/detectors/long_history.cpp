// A known sender who proves to be it. An account that was taken over is known too: judge() drops
// what speaks for a message as soon as a strong sign speaks against it.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

namespace backstamp::verdict {

std::optional<Reason> long_history(const message::Facts& facts, const History& history) {
  constexpr std::uint64_t messages_min = 3;
  const std::uint64_t before =
      history.domain_is_free_mail ? history.from_sender_before : history.from_domain_before;
  if (before < messages_min || !is_authenticated(facts)) return std::nullopt;
  return seen(Text::trusted(std::to_string(before)), facts.sender.from.address);
}

}  // namespace backstamp::verdict
