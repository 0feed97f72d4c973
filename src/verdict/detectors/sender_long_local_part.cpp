// Addresses of people are short. Programs that count returns write long ones into Return-Path, not
// into From.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> sender_long_local_part(const Signs& signs) {
  constexpr std::size_t bytes_max = 40;
  const std::string_view address = signs.facts.sender.from.address.view();
  const auto at = address.rfind('@');
  if (at == address.npos || at <= bytes_max) return std::nullopt;
  return seen(signs.facts.sender.from.address, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
