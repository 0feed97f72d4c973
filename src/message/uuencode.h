// Uuencoded files, as mailers of the nineties and a few scanners still send them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backstamp::message {

// The bytes between the "begin MODE NAME" line and "end" (POSIX uuencode, historical alphabet).
// A missing end is no loss. A line shorter than its count gives what it holds, so that the result
// is never longer than the input.
std::string decode_uuencode(std::string_view encoded);

struct UuencodedFile {
  std::string_view name;     // as the "begin" line has it
  std::string_view encoded;  // from that line to "end", or to where lines are no longer of a file
};

// The files in running text, in order, at most `files_max`. A "begin" line counts only when a line
// of a file follows it.
std::vector<UuencodedFile> uuencoded_files(std::string_view text, std::size_t files_max);

}  // namespace backstamp::message
