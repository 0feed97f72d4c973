// Which files of a RAR 5 archive are encrypted: libarchive 3.6 lists them as if they were not, and
// gives what is encrypted for what is in them. Follows RAR 5.0's technical note.
#pragma once

#include <string_view>
#include <vector>

namespace backstamp::message {

// One for each file header, in order, at most `files_max`; empty when `bytes` are no RAR 5 archive.
std::vector<bool> rar5_encrypted_files(std::string_view bytes, std::size_t files_max);

}  // namespace backstamp::message
