#include "message/files/seven_zip_header.h"

#include <algorithm>

#include "message/files/bytes_reader.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t signature_bytes = 32;
enum Property : std::uint8_t {
  end_property = 0x00,
  pack_info = 0x06,
  unpack_info = 0x07,
  sizes = 0x09,
  digests = 0x0a,
  folder = 0x0b,
  unpack_sizes = 0x0c,
  encoded_header = 0x17,
};

// The number of leading one bits of the first byte says how many bytes follow.
std::uint64_t variable_number(BytesReader& reader) {
  const std::uint64_t first = reader.number(1);
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t mask = 0x80U >> i;
    if ((first & mask) == 0) return value | (first & (mask - 1)) << (8 * i);
    value |= reader.number(1) << (8 * i);
  }
  return value;
}

// The number of a folder's outputs.
std::uint64_t skip_coders(BytesReader& reader) {
  constexpr std::uint64_t coders_max = 32;
  std::uint64_t inputs = 0;
  std::uint64_t outputs = 0;
  const std::uint64_t coders = std::min(variable_number(reader), coders_max);
  for (std::uint64_t i = 0; i < coders && !reader.ended(); ++i) {
    const std::uint64_t flags = reader.number(1);
    reader.skip(flags & 0x0f);
    const bool complex = (flags & 0x10) != 0;
    inputs += complex ? std::min(variable_number(reader), coders_max) : 1;
    outputs += complex ? std::min(variable_number(reader), coders_max) : 1;
    if ((flags & 0x20) != 0) reader.skip(variable_number(reader));
  }
  for (std::uint64_t i = 1; i < outputs; ++i) {  // what is bound to what
    variable_number(reader);
    variable_number(reader);
  }
  const std::uint64_t packed = inputs + 1 > outputs ? inputs + 1 - outputs : 0;
  for (std::uint64_t i = 0; packed > 1 && i < packed; ++i) variable_number(reader);
  return outputs;
}

void skip_pack_info(BytesReader& reader) {
  variable_number(reader);
  const std::uint64_t streams = variable_number(reader);
  std::uint64_t property = reader.number(1);
  if (property == sizes) {
    for (std::uint64_t i = 0; i < streams && !reader.ended(); ++i) variable_number(reader);
    property = reader.number(1);
  }
  if (property == digests && reader.number(1) != 0) {
    reader.skip(std::min<std::uint64_t>(streams, 1'000) * 4);
    reader.skip(1);
  }
}

std::uint64_t unpacked_size(BytesReader reader) {
  std::uint64_t property = reader.number(1);
  if (property == pack_info) {
    skip_pack_info(reader);
    property = reader.number(1);
  }
  if (property != unpack_info || reader.number(1) != folder) return 0;
  const std::uint64_t folders = std::min<std::uint64_t>(variable_number(reader), 100);
  reader.skip(1);  // external
  std::uint64_t outputs = 0;
  for (std::uint64_t i = 0; i < folders && !reader.ended(); ++i) outputs += skip_coders(reader);
  if (reader.number(1) != unpack_sizes) return 0;
  std::uint64_t largest = 0;
  for (std::uint64_t i = 0; i < outputs && !reader.ended(); ++i) {
    largest = std::max(largest, variable_number(reader));
  }
  return largest;
}

}  // namespace

std::uint64_t seven_zip_header_size(std::string_view bytes) {
  if (!bytes.starts_with("7z\xbc\xaf\x27\x1c"sv)) return 0;
  const std::uint64_t offset = little_endian(bytes, 12, 8);
  const std::uint64_t size = little_endian(bytes, 20, 8);
  if (offset > bytes.size()) return 0;
  const std::string_view header = bytes_at(bytes, signature_bytes + offset, size);
  if (header.empty() || static_cast<std::uint8_t>(header.front()) != encoded_header) return size;
  return std::max(size, unpacked_size(BytesReader(header.substr(1))));
}

}  // namespace backstamp::message
