// Imported playbooks: each version of each, as its text was.
#pragma once

#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "casework/store.h"

namespace backstamp::casework {

struct StoredPlaybook {
  std::string id;        // "playbook--..."
  std::string version;   // CACAO's `modified`
  std::string document;  // JSON
  Text imported_by;
  Time imported;
  bool operator==(const StoredPlaybook&) const = default;
};

// False when that version is there already, whatever its text.
Result<bool> add_playbook(Session& session, const StoredPlaybook& playbook);
Result<std::vector<StoredPlaybook>> list_playbooks(Session& session);

}  // namespace backstamp::casework
