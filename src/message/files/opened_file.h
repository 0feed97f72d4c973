// Files opened in tests, with everything a reader wants at hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/files/file_contents.h"

namespace backstamp::message {

// As open_file() gives it within the usual limits; `type` empty: told from the bytes.
FileContents opened(std::string_view bytes, std::string_view type = {});

std::vector<std::string> urls_of(const FileContents& contents);
// "name=bytes" of each.
std::vector<std::string> files_of(const FileContents& contents);

}  // namespace backstamp::message
