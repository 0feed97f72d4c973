// The display name shows an address of another organisation than the true one: many programs show
// the name alone. Mailing lists that rewrite From do so honestly.
#include "verdict/detectors/detector.h"
#include "verdict/traits.h"

#include "message/host_name.h"

namespace backstamp::verdict {
namespace {

bool is_address_byte(unsigned char byte) {
  return std::isalnum(byte) != 0 || byte == '.' || byte == '-' || byte == '_' || byte == '+';
}

// The domain of the first address in the text; empty when there is none with a dot.
std::string_view domain_shown(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos || at == 0 || !is_address_byte(text[at - 1])) return {};
  std::size_t end = at + 1;
  while (end < text.size() && is_address_byte(text[end])) ++end;
  while (end > at + 1 && text[end - 1] == '.') --end;
  const std::string_view domain = text.substr(at + 1, end - at - 1);
  return domain.contains('.') ? domain : std::string_view();
}

}  // namespace

std::optional<Reason> display_name_is_an_address(const message::Facts& facts, const History&) {
  const message::Address& from = facts.sender.from;
  const Text shown = message::host_to_ascii(domain_shown(from.display_name.view()));
  if (shown.empty() || is_list(facts)) return std::nullopt;
  if (organisation_of(shown.view()) == organisation_of(from.domain.view())) return std::nullopt;
  return seen(from.display_name, from.address);
}

}  // namespace backstamp::verdict
