#include "message/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace backstamp::message {
namespace {

constexpr std::size_t text_max = 64;
constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string_view bare(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (text.size() > 5 && ascii_equal(text.substr(0, 5), "ipv6:")) text.remove_prefix(5);
  return text.substr(0, text.find('%'));
}

// Networks without hosts on the internet (RFC 6890), less those for documentation.
const auto& reserved() {
  static const std::array networks = {
      IpNetwork::parse("0.0.0.0/8"),      IpNetwork::parse("10.0.0.0/8"),
      IpNetwork::parse("100.64.0.0/10"),  IpNetwork::parse("127.0.0.0/8"),
      IpNetwork::parse("169.254.0.0/16"), IpNetwork::parse("172.16.0.0/12"),
      IpNetwork::parse("192.168.0.0/16"), IpNetwork::parse("224.0.0.0/3"),
      IpNetwork::parse("::/127"),         IpNetwork::parse("fc00::/7"),
      IpNetwork::parse("fe80::/10"),      IpNetwork::parse("ff00::/8"),
  };
  return networks;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string address(bare(text).substr(0, text_max));
  IpAddress parsed;
  in_addr v4{};
  if (::inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    std::ranges::copy(mapped, parsed.bytes_.begin());
    std::memcpy(parsed.bytes_.data() + mapped.size(), &v4, sizeof v4);
    return parsed;
  }
  if (::inet_pton(AF_INET6, address.c_str(), parsed.bytes_.data()) == 1) return parsed;
  return std::nullopt;
}

bool IpAddress::is_v4() const { return std::equal(mapped.begin(), mapped.end(), bytes_.begin()); }

bool IpAddress::is_public() const {
  return std::ranges::none_of(reserved(), [&](const auto& net) { return net->contains(*this); });
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  const int family = is_v4() ? AF_INET : AF_INET6;
  ::inet_ntop(family, bytes_.data() + (is_v4() ? mapped.size() : 0), buffer, sizeof buffer);
  return buffer;
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  text = trim(text);
  const std::size_t slash = text.find('/');
  const auto base = IpAddress::parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  IpNetwork network;
  network.base_ = *base;
  if (slash == text.npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  const int bits_max = base->is_v4() ? 32 : 128;
  int bits = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > bits_max) {
    return std::nullopt;
  }
  network.bits_ = bits + 128 - bits_max;
  return network;
}

bool IpNetwork::contains(const IpAddress& address) const {
  if (base_.is_v4() != address.is_v4()) return false;
  const auto whole = static_cast<std::size_t>(bits_ / 8);
  if (std::memcmp(base_.bytes().data(), address.bytes().data(), whole) != 0) return false;
  if (bits_ % 8 == 0) return true;
  const int mask = 0xff << (8 - bits_ % 8) & 0xff;
  return ((base_.bytes()[whole] ^ address.bytes()[whole]) & mask) == 0;
}

}  // namespace backstamp::message
