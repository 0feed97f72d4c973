// Compound files (OLE2): the streams of old office files, Outlook messages and VBA projects.
// Follows MS-CFB. Bounded: entries by a maximum, chains by the number of sectors there are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::message {

class OleDirectory {
 public:
  static constexpr std::size_t entries_max = 4'096;

  struct Entry {
    std::string name;  // UTF-8, control characters as they are
    bool is_stream = false;
    std::size_t parent = 0;   // its storage; the root's is itself
    std::uint32_t start = 0;  // first sector
    std::uint64_t size = 0;   // of a stream, bytes
  };

  // Nothing when `file` is no compound file or has no readable directory. Views into `file` live
  // as long as this.
  static std::optional<OleDirectory> read(std::string_view file);

  // In order of the directory; the first is the root.
  const std::vector<Entry>& entries() const { return entries_; }
  // The bytes of a stream as far as its chain goes, at most `bytes_max`.
  std::string stream(const Entry& entry, std::uint64_t bytes_max) const;

 private:
  explicit OleDirectory(std::string_view file) : file_(file) {}

  bool read_header();
  void read_fat();
  void read_entries();
  void read_parents();
  std::string_view sector(std::uint32_t number) const;
  std::uint32_t next(std::uint32_t number) const;
  std::string chain(std::uint32_t start, std::uint64_t bytes_max) const;
  std::string mini_chain(std::uint32_t start, std::uint64_t bytes_max) const;

  std::string_view file_;
  std::uint64_t sector_bytes_ = 0;
  std::vector<std::uint32_t> fat_sectors_;
  std::string mini_fat_;
  std::string mini_stream_;
  std::vector<Entry> entries_;
};

}  // namespace backstamp::message
