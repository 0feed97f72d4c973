// RFC 9562 UUIDs.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp {

class Uuid {
 public:
  Uuid() = default;  // the nil UUID

  // Version 4, from the kernel's random source.
  static Uuid random();
  // Version 8: the first 122 bits of the SHA-256 of `bytes`. Equal bytes give equal ids.
  static Uuid of_hash(std::string_view bytes);
  // The 36-character form, any case. Error: invalid.
  static Result<Uuid> parse(std::string_view text);

  std::string text() const;        // lower case, 36 characters
  std::string short_text() const;  // the first six hex digits, as people see ids
  bool is_nil() const { return *this == Uuid(); }

  auto operator<=>(const Uuid&) const = default;
  bool operator==(const Uuid&) const = default;
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace backstamp

template <>
struct std::hash<backstamp::Uuid> {
  std::size_t operator()(const backstamp::Uuid& uuid) const;
};
