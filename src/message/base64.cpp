#include "message/base64.h"

#include <array>

namespace backstamp::message {
namespace {

constexpr std::int8_t skip = -1;
constexpr std::int8_t pad = -2;

constexpr std::array<std::int8_t, 256> values = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(skip);
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  table['='] = pad;
  return table;
}();

std::int8_t value(char c) { return values[static_cast<unsigned char>(c)]; }

// Decodes the run of whole groups at `at`, the usual case of a clean line.
std::size_t decode_groups(std::string_view encoded, std::size_t at, std::string& decoded) {
  for (; at + 4 <= encoded.size(); at += 4) {
    const int a = value(encoded[at]), b = value(encoded[at + 1]), c = value(encoded[at + 2]),
              d = value(encoded[at + 3]);
    if ((a | b | c | d) < 0) break;
    const int bits = a << 18 | b << 12 | c << 6 | d;
    const char bytes[3] = {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8),
                           static_cast<char>(bits)};
    decoded.append(bytes, 3);
  }
  return at;
}

}  // namespace

void Base64Decoder::add(std::string_view encoded, std::string& decoded) {
  std::size_t at = 0;
  while (at < encoded.size()) {
    if (count_ == 0) at = decode_groups(encoded, at, decoded);
    if (at == encoded.size()) break;
    const std::int8_t next = value(encoded[at++]);
    if (next == pad) finish(decoded);
    if (next < 0) continue;
    bits_ = bits_ << 6 | static_cast<std::uint32_t>(next);
    if (++count_ < 4) continue;
    for (int shift = 16; shift >= 0; shift -= 8) decoded += static_cast<char>(bits_ >> shift);
    count_ = 0;
  }
}

void Base64Decoder::finish(std::string& decoded) {
  if (count_ >= 2) decoded += static_cast<char>(bits_ >> (count_ * 6 - 8));
  if (count_ == 3) decoded += static_cast<char>(bits_ >> 2);
  count_ = 0;
}

}  // namespace backstamp::message
