#include "message/files/rar5_header.h"

#include <algorithm>
#include <cstdint>

#include "message/files/bytes_reader.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view signature = "Rar!\x1a\x07\x01\0"sv;

enum HeaderFlags : std::uint64_t { has_extra = 1, has_data = 2 };
constexpr std::uint64_t file_header = 2;
constexpr std::uint64_t encryption_record = 1;

// Seven bits a byte, the lowest first, the eighth set while more follow.
std::uint64_t take_number(BytesReader& reader) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 63; shift += 7) {
    const std::uint64_t byte = reader.number(1);
    value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) break;
  }
  return value;
}

bool has_encryption_record(std::string_view extra) {
  BytesReader records(extra);
  while (!records.rest().empty()) {
    BytesReader record(records.take(take_number(records)));
    if (take_number(record) == encryption_record && !record.ended()) return true;
  }
  return false;
}

}  // namespace

std::vector<bool> rar5_encrypted_files(std::string_view bytes, std::size_t files_max) {
  std::vector<bool> files;
  if (!bytes.starts_with(signature)) return files;
  BytesReader archive(bytes.substr(signature.size()));
  constexpr std::uint64_t checksum_bytes = 4;
  while (!archive.rest().empty() && !archive.ended() && files.size() < files_max) {
    archive.skip(checksum_bytes);
    const std::string_view whole = archive.take(take_number(archive));
    BytesReader header(whole);
    const std::uint64_t type = take_number(header);
    const std::uint64_t flags = take_number(header);
    const std::uint64_t extra = (flags & has_extra) != 0 ? take_number(header) : 0;
    const std::uint64_t data = (flags & has_data) != 0 ? take_number(header) : 0;
    if (header.ended()) break;
    if (type == file_header) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(extra, whole.size()));
      files.push_back(has_encryption_record(whole.substr(whole.size() - size)));
    }
    archive.skip(data);
  }
  return files;
}

}  // namespace backstamp::message
