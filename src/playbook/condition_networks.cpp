#include <arpa/inet.h>

#include <array>
#include <charconv>

#include "base/text.h"
#include "playbook/condition_node.h"

namespace backstamp::playbook {
namespace {

// An address with the number of its leading bits that count.
struct Network {
  std::array<unsigned char, 16> bytes{};
  std::size_t length = 0;  // 4 or 16 bytes
  unsigned bits = 0;
};

std::optional<Network> network_of(const std::string& text) {
  const std::string address = text.substr(0, text.find('/'));
  Network network;
  if (inet_pton(AF_INET, address.c_str(), network.bytes.data()) == 1) {
    network.length = 4;
  } else if (inet_pton(AF_INET6, address.c_str(), network.bytes.data()) == 1) {
    network.length = 16;
  } else {
    return std::nullopt;
  }
  network.bits = static_cast<unsigned>(network.length) * 8;
  if (address.size() == text.size()) return network;
  const char* const from = text.data() + address.size() + 1;
  const char* const end = text.data() + text.size();
  unsigned bits = 0;
  const auto [stopped, error] = std::from_chars(from, end, bits);
  if (error != std::errc() || stopped != end || bits > network.bits) return std::nullopt;
  network.bits = bits;
  return network;
}

bool contains(const Network& outer, const Network& inner) {
  if (outer.length != inner.length || outer.bits > inner.bits) return false;
  for (unsigned bit = 0; bit < outer.bits; ++bit) {
    const unsigned mask = 0x80u >> bit % 8;
    if ((outer.bytes[bit / 8] & mask) != (inner.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

}  // namespace

Result<Pattern> within(const std::string& text, Side side) {
  const auto given = network_of(text);
  if (!given) {
    return fail(Fault::invalid, "this is no address or network like 192.0.2.0/24: \"" +
                                    Text::lossy(text).cut(80).str() + "\"");
  }
  return [network = *given, side](const std::string& value) {
    const auto own = network_of(value);
    if (!own) return false;
    return side == Side::subset ? contains(network, *own) : contains(*own, network);
  };
}

}  // namespace backstamp::playbook
