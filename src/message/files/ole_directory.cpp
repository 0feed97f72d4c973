#include "message/files/ole_directory.h"

#include <algorithm>

#include "message/charset.h"
#include "message/files/bytes_reader.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t header_bytes = 512;
constexpr std::uint64_t mini_sector_bytes = 64;
constexpr std::uint64_t mini_stream_cutoff = 4096;
constexpr std::uint64_t entry_bytes = 128;
constexpr std::uint32_t last_regular_sector = 0xfffffffa;

std::uint32_t number_at(std::string_view bytes, std::uint64_t at) {
  return static_cast<std::uint32_t>(little_endian(bytes, at, 4));
}

std::string entry_name(std::string_view entry) {
  const std::uint64_t length = std::min<std::uint64_t>(little_endian(entry, 64, 2), 64);
  std::string name = to_utf8(entry.substr(0, length & ~1ULL), "utf-16le").text;
  while (name.ends_with('\0')) name.pop_back();
  return name;
}

}  // namespace

std::optional<OleDirectory> OleDirectory::read(std::string_view file) {
  OleDirectory directory(file);
  if (!directory.read_header()) return std::nullopt;
  directory.read_fat();
  directory.read_entries();
  if (directory.entries_.empty()) return std::nullopt;
  directory.read_parents();
  constexpr std::uint64_t mini_fat_bytes_max = 8 * 1024 * 1024;
  directory.mini_fat_ = directory.chain(number_at(file, 60), mini_fat_bytes_max);
  const Entry& root = directory.entries_.front();
  directory.mini_stream_ = directory.chain(root.start, root.size);
  return directory;
}

bool OleDirectory::read_header() {
  if (!file_.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv)) return false;
  const std::uint64_t shift = little_endian(file_, 30, 2);
  if (shift < 7 || shift > 16) return false;
  sector_bytes_ = 1ULL << shift;
  return file_.size() > header_bytes;
}

// Sector 0 stands behind the header, which fills one sector.
std::string_view OleDirectory::sector(std::uint32_t number) const {
  const std::uint64_t first = std::max(header_bytes, sector_bytes_);
  return bytes_at(file_, first + number * sector_bytes_, sector_bytes_);
}

// Which sectors hold the table of chains: 109 are named in the header, more in a chain of lists.
void OleDirectory::read_fat() {
  const std::uint64_t sectors_max = file_.size() / sector_bytes_ + 1;
  for (std::uint64_t i = 0; i < 109; ++i) {
    const std::uint32_t number = number_at(file_, 76 + i * 4);
    if (number <= last_regular_sector) fat_sectors_.push_back(number);
  }
  std::uint32_t list = number_at(file_, 68);
  for (std::uint64_t i = 0; i < sectors_max && list <= last_regular_sector; ++i) {
    const std::string_view bytes = sector(list);
    if (bytes.size() < sector_bytes_) break;
    for (std::uint64_t at = 0; at + 4 < sector_bytes_; at += 4) {
      const std::uint32_t number = number_at(bytes, at);
      if (number <= last_regular_sector) fat_sectors_.push_back(number);
    }
    if (fat_sectors_.size() > sectors_max + 109) break;
    list = number_at(bytes, sector_bytes_ - 4);
  }
}

std::uint32_t OleDirectory::next(std::uint32_t number) const {
  const std::uint64_t in_sector = sector_bytes_ / 4;
  const std::uint64_t index = number / in_sector;
  if (index >= fat_sectors_.size()) return UINT32_MAX;
  const std::string_view table = sector(fat_sectors_[index]);
  const std::uint64_t at = (number % in_sector) * 4;
  return at + 4 <= table.size() ? number_at(table, at) : UINT32_MAX;
}

std::string OleDirectory::chain(std::uint32_t start, std::uint64_t bytes_max) const {
  std::string bytes;
  bytes_max = std::min<std::uint64_t>(bytes_max, file_.size());  // a loop ends here
  for (std::uint32_t at = start; at <= last_regular_sector && bytes.size() < bytes_max;) {
    const std::string_view piece = sector(at);
    if (piece.empty()) break;
    bytes += piece.substr(0, bytes_max - bytes.size());
    at = next(at);
  }
  return bytes;
}

std::string OleDirectory::mini_chain(std::uint32_t start, std::uint64_t bytes_max) const {
  std::string bytes;
  bytes_max = std::min<std::uint64_t>(bytes_max, mini_stream_.size());
  for (std::uint64_t at = start; bytes.size() < bytes_max;) {
    const std::string_view piece =
        bytes_at(mini_stream_, at * mini_sector_bytes, mini_sector_bytes);
    if (piece.empty() || at * 4 + 4 > mini_fat_.size()) break;
    bytes += piece.substr(0, bytes_max - bytes.size());
    at = number_at(mini_fat_, at * 4);
  }
  return bytes;
}

void OleDirectory::read_entries() {
  const std::string bytes = chain(number_at(file_, 48), entries_max * entry_bytes);
  for (std::uint64_t at = 0; at + entry_bytes <= bytes.size(); at += entry_bytes) {
    const std::string_view raw = std::string_view(bytes).substr(at, entry_bytes);
    Entry entry;
    entry.name = entry_name(raw);
    entry.is_stream = raw[66] == 2;
    entry.start = number_at(raw, 116);
    // Of old files the upper half is left over from whatever was there before.
    entry.size = little_endian(raw, 120, sector_bytes_ > 512 ? 8 : 4);
    entries_.push_back(std::move(entry));
  }
}

// Each storage points at one child, children at their siblings to both sides.
void OleDirectory::read_parents() {
  const std::string bytes = chain(number_at(file_, 48), entries_max * entry_bytes);
  struct Step {
    std::uint32_t entry;
    std::size_t parent;
  };
  std::vector<bool> seen(entries_.size());
  std::vector<Step> steps = {{number_at(bytes, 76), 0}};
  seen[0] = true;
  while (!steps.empty()) {
    const auto [number, parent] = steps.back();
    steps.pop_back();
    if (number >= entries_.size() || seen[number]) continue;
    seen[number] = true;
    entries_[number].parent = parent;
    const std::uint64_t at = number * entry_bytes;
    steps.push_back({number_at(bytes, at + 68), parent});
    steps.push_back({number_at(bytes, at + 72), parent});
    steps.push_back({number_at(bytes, at + 76), number});
  }
}

std::string OleDirectory::stream(const Entry& entry, std::uint64_t bytes_max) const {
  const std::uint64_t size = std::min(entry.size, bytes_max);
  return entry.size < mini_stream_cutoff ? mini_chain(entry.start, size) : chain(entry.start, size);
}

}  // namespace backstamp::message
