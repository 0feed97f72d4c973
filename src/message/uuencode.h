// Uuencoded files, as mailers of the nineties and a few scanners still send them.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

// The bytes between the "begin MODE NAME" line and "end" (POSIX uuencode, historical alphabet).
// A missing end is no loss. A line shorter than its count gives what it holds, so that the result
// is never longer than the input.
std::string decode_uuencode(std::string_view encoded);

}  // namespace backstamp::message
