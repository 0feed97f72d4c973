// One file of a Maildir, found by the part of its name that flags do not change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "platform/directory.h"
#include "platform/maildir_folder.h"

namespace backstamp::platform {

inline constexpr std::string_view maildir_areas[] = {"cur", "new"};

struct MaildirFile {
  std::string area;
  std::string name;  // as it is now
  Directory area_directory;
  File file;
};

// All files of that base name in cur/ and new/ of a folder: the exact name first, if it is there.
// Empty when there is none. The server may rename a file between our listing it and opening
// it; such a file is looked for again.
Result<std::vector<MaildirFile>> open_by_base_name(const Directory& folder, std::string_view name);

// As open_by_base_name(), but satisfied with the exact name: no listing when it is there.
Result<std::vector<MaildirFile>> open_by_name(const Directory& folder, std::string_view name);

}  // namespace backstamp::platform
