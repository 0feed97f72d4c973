// Making a folder of a Maildir again that its owner deleted, as its siblings are.
#pragma once

#include <string_view>

#include "base/result.h"
#include "platform/directory.h"

namespace backstamp::platform {

// `directory` relative to the Maildir (maildir_folder.h). A missing one appears whole (cur, new,
// tmp, owner, mode) or not at all. Errors: denied, limit, invalid.
Result<Directory> open_or_make_folder(const Directory& maildir, std::string_view directory);

// cur, new or tmp of a folder that somebody left half made.
Result<Directory> open_or_make_area(const Directory& folder, std::string_view area);

}  // namespace backstamp::platform
