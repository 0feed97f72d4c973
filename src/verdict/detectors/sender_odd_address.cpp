// The sender's address has characters that addresses don't have, or two @.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> sender_odd_address(const Signs& signs) {
  const std::string_view address = signs.facts.sender.from.address.view();
  const std::string_view local = address.substr(0, address.rfind('@'));
  constexpr std::string_view odd = "()<>[]:;,\\\" \t@";
  const bool quoted = local.starts_with('"') && local.ends_with('"');
  if (local.empty() || quoted) return std::nullopt;
  if (local.find_first_of(odd) == local.npos && !local.starts_with('.')) return std::nullopt;
  return seen(signs.facts.sender.from.address, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
