#include "message/uuencode.h"

#include <algorithm>

#include "message/header_block.h"

namespace backstamp::message {
namespace {

std::string_view take_line(std::string_view& rest) {
  const std::string_view line = first_line(rest);
  rest.remove_prefix(line.size());
  return without_line_end(line);
}

unsigned value(std::string_view line, std::size_t at) {
  return at < line.size() ? (static_cast<unsigned char>(line[at]) - 32U) & 63U : 0U;
}

void decode_line(std::string_view line, std::string& bytes) {
  std::size_t left = value(line, 0);
  for (std::size_t at = 1; left > 0 && at < line.size(); at += 4) {
    const unsigned bits = value(line, at) << 18 | value(line, at + 1) << 12 |
                          value(line, at + 2) << 6 | value(line, at + 3);
    const char group[3] = {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8),
                           static_cast<char>(bits)};
    const std::size_t size = std::min<std::size_t>(left, 3);
    bytes.append(group, size);
    left -= size;
  }
}

}  // namespace

std::string decode_uuencode(std::string_view encoded) {
  std::string bytes;
  while (!encoded.empty() && !take_line(encoded).starts_with("begin ")) {
  }
  while (!encoded.empty()) {
    const std::string_view line = take_line(encoded);
    if (line == "end") break;
    if (!line.empty()) decode_line(line, bytes);
  }
  return bytes;
}

}  // namespace backstamp::message
