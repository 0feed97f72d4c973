#include "message/ipv4_host.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace backstamp::message {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hexadecimal(std::string_view part) {
  return part.size() >= 2 && part[0] == '0' && (part[1] == 'x' || part[1] == 'X');
}

// A number of any size; those above 32 bits are told as 2^32. "0x" is 0.
std::optional<std::uint64_t> number_of(std::string_view part) {
  constexpr std::uint64_t too_large = 1ull << 32;
  if (part.empty()) return std::nullopt;
  int base = 10;
  if (is_hexadecimal(part)) {
    base = 16;
    part.remove_prefix(2);
  } else if (part.size() > 1 && part[0] == '0') {
    base = 8;
    part.remove_prefix(1);
  }
  if (part.empty()) return 0;
  std::uint64_t value = 0;
  const char* const end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, value, base);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  return error == std::errc() ? std::min(value, too_large) : too_large;
}

}  // namespace

bool ends_in_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (last.empty()) return false;
  return std::ranges::all_of(last, is_digit) || (is_hexadecimal(last) && number_of(last));
}

std::optional<std::string> ipv4_host(std::string_view host) {
  constexpr std::size_t parts_max = 4;
  std::array<std::uint64_t, parts_max> parts{};
  std::size_t count = 0;
  for (std::size_t begin = 0; begin <= host.size(); ++count) {
    if (count == parts_max) return std::nullopt;
    const std::size_t end = std::min(host.find('.', begin), host.size());
    const auto number = number_of(host.substr(begin, end - begin));
    if (!number) return std::nullopt;
    parts[count] = *number;
    begin = end + 1;
  }
  const std::uint64_t last_max = (1ull << (8 * (parts_max + 1 - count))) - 1;
  std::uint64_t address = parts[count - 1];
  if (address > last_max) return std::nullopt;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (parts[i] > 255) return std::nullopt;
    address += parts[i] << (8 * (parts_max - 1 - i));
  }
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string((address >> shift) & 255) + (shift > 0 ? "." : "");
  }
  return text;
}

}  // namespace backstamp::message
