// The directory of a 7z archive, looked over before libarchive reads it. libarchive 3.6 makes room
// for every file, folder and coder that a directory claims to have, and goes over all of it:
// a hundred bytes can cost it a second, a few packed kilobytes gigabytes. Follows 7zFormat.txt of
// the LZMA SDK.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace backstamp::message {

inline constexpr std::uint64_t seven_zip_header_bytes_max = 256 * 1024;

// The header at the end of an archive. Views into the archive.
struct SevenZipHeader {
  std::string_view plain;   // as it stands; empty when there is none
  std::string_view packed;  // the header proper, where it is packed
  std::string properties;   // five bytes of LZMA, with which it is packed; empty: otherwise packed
  std::uint64_t unpacked = 0;  // bytes of the header proper
};

// Empty when `bytes` are no 7z archive or end before their header.
SevenZipHeader read_seven_zip_header(std::string_view bytes);

// True when a header, as it stands or as it unpacks, claims no more than its bytes can name. What
// it describes need not exist.
bool seven_zip_counts_fit(std::string_view header);

}  // namespace backstamp::message
