// Windows shortcuts (.lnk) -> what they start, and the URLs in that. Follows MS-SHLLINK.
#pragma once

#include <string>
#include <string_view>

#include "message/files/file_contents.h"

namespace backstamp::message {

struct Shortcut {
  std::string target;  // path, as far as the link says it in words
  std::string relative_path;
  std::string working_directory;
  std::string arguments;
  std::string icon;
};

// All UTF-8; empty where a field is missing or the file breaks off before it.
Shortcut read_shortcut(std::string_view bytes);

// URLs of the fields, also with cmd.exe's carets taken out, and of the rest of the file.
FileContents read_shortcut_file(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
