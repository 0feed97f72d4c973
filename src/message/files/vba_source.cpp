#include "message/files/vba_source.h"

#include <algorithm>

#include "message/files/bytes_reader.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t chunk_bytes = 4096;

// Copies `length` bytes that end `back` bytes ago; they may reach into what is being written.
void copy_back(std::string& text, std::size_t chunk_start, std::size_t back, std::size_t length) {
  if (back > text.size() - chunk_start) return;
  for (std::size_t i = 0; i < length; ++i) text += text[text.size() - back];
}

// How many bits of a copy token are the offset: the fewest that reach the chunk's start.
unsigned offset_bits(std::size_t in_chunk) {
  unsigned bits = 4;
  while (bits < 12 && (std::size_t{1} << bits) < in_chunk) ++bits;
  return bits;
}

void decompress_chunk(std::string_view chunk, std::string& text) {
  const std::size_t start = text.size();
  BytesReader reader(chunk);
  while (!reader.rest().empty() && text.size() - start < chunk_bytes) {
    const std::uint64_t flags = reader.number(1);
    for (unsigned bit = 0; bit < 8 && !reader.rest().empty(); ++bit) {
      if ((flags >> bit & 1) == 0) {
        text += reader.take(1);
        continue;
      }
      const auto token = static_cast<std::size_t>(reader.number(2));
      const unsigned bits = offset_bits(text.size() - start);
      const std::size_t length = (token & (0xffffU >> bits)) + 3;
      copy_back(text, start, (token >> (16 - bits)) + 1, length);
    }
  }
}

}  // namespace

std::string vba_source(std::string_view stream, std::size_t bytes_max) {
  // "Attribute VB_Name" compressed: the flag byte falls between "Attribut" and "e".
  const std::size_t mark = stream.find("\0Attribut\0e "sv);
  if (mark == stream.npos || mark < 3) return {};
  std::string_view rest = stream.substr(mark - 2);
  std::string text;
  while (rest.size() > 2 && text.size() < bytes_max) {
    const std::uint64_t header = little_endian(rest, 0, 2);
    if ((header & 0x7000) != 0x3000) break;
    const std::size_t size = (header & 0x0fff) + 1;
    const std::string_view chunk = bytes_at(rest, 2, size);
    if ((header & 0x8000) != 0) {
      decompress_chunk(chunk, text);
    } else {
      text += chunk;
    }
    rest.remove_prefix(std::min(rest.size(), size + 2));
  }
  text.resize(std::min(text.size(), bytes_max));
  return text;
}

}  // namespace backstamp::message
