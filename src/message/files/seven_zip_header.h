// How large the directory of a 7z archive is once unpacked. libarchive holds all of it in memory,
// some ninety bytes for a file it names, and a directory packs well: a few kilobytes may stand for
// gigabytes. Follows 7zFormat.txt of the LZMA SDK.
#pragma once

#include <cstdint>
#include <string_view>

namespace backstamp::message {

inline constexpr std::uint64_t seven_zip_header_bytes_max = 256 * 1024;

// In bytes; 0 when `bytes` are no 7z archive or have no readable directory.
std::uint64_t seven_zip_header_size(std::string_view bytes);

}  // namespace backstamp::message
