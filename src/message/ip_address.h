// IPv4 and IPv6 addresses as values: read, written in one form, compared with networks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace backstamp::message {

class IpAddress {
 public:
  // "192.0.2.1", "2001:db8::1", also with "IPv6:" before it, in brackets, or with a zone.
  // An IPv4 address in IPv6 form (::ffff:192.0.2.1) is read as the IPv4 address.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  // False for addresses that no host on the internet has: private, loopback, link-local, shared
  // (100.64/10), multicast, unspecified. Documentation networks count as public.
  bool is_public() const;
  std::string text() const;  // RFC 5952 form

  bool operator==(const IpAddress&) const = default;
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 as ::ffff:a.b.c.d
};

// "192.0.2.0/24", "2001:db8::/32", or a single address.
class IpNetwork {
 public:
  static std::optional<IpNetwork> parse(std::string_view text);
  bool contains(const IpAddress& address) const;

 private:
  IpAddress base_;
  int bits_ = 128;
};

}  // namespace backstamp::message
