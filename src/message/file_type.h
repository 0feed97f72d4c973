// What a file is by its bytes, whatever its name and label say.
#pragma once

#include <string_view>

namespace backstamp::message {

// The media type of a file that begins with `head` and ends with `tail` (both at most a few KiB; of
// a short file both are the whole). Empty when the bytes tell nothing. Office files, Java archives
// and Android packages are told from other ZIP files by the names they hold.
std::string_view file_type(std::string_view head, std::string_view tail);

}  // namespace backstamp::message
