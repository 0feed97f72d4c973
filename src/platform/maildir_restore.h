// Putting a letter back into a Maildir, whole or not at all.
#pragma once

#include <string_view>

#include "base/result.h"
#include "platform/directory.h"
#include "platform/mailboxes.h"

namespace backstamp::platform {

// Written into tmp/, given owner, mode and times, synced, and only then renamed to its name, which
// must be free. A folder that is gone is made again like its siblings, and that is logged.
// Errors: conflict (the name is taken), limit (no space), denied.
Result<void> restore_into(const Directory& maildir, const Place& place, std::string_view bytes);

}  // namespace backstamp::platform
