// What the sync with an IMAP server knows: each folder's state and which message each UID is.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/uuid.h"
#include "casework/store.h"

namespace backstamp::casework {

struct SyncedFolder {
  std::string wire;  // as the server names it
  std::string name;  // with "/" between levels
  std::int64_t uid_validity = 0, uid_next = 0, messages = 0, modseq = 0;
  bool operator==(const SyncedFolder&) const = default;
};

struct SyncedMessage {
  std::int64_t uid = 0;
  Uuid network_message_id;
  bool seen = false;  // read by its owner
  bool operator==(const SyncedMessage&) const = default;
};

// What a look at one folder found.
struct FolderChange {
  SyncedFolder folder;      // as it is now
  bool renumbered = false;  // all that was known of it no longer holds
  std::vector<std::int64_t> gone = {};
  std::vector<SyncedMessage> come = {};  // or changed
};

Result<std::vector<SyncedFolder>> synced_folders(Session& session, const Text& mailbox);
Result<std::vector<SyncedMessage>> synced_messages(Session& session, const Text& mailbox,
                                                   std::string_view wire);
// The names of the folders in which the message lies; one name for each instance, sorted.
Result<std::vector<std::string>> synced_places(Session& session, const Text& mailbox,
                                               const Uuid& message);
// A folder whose name is in `removed` is forgotten with its messages.
Result<void> record_sync(Session& session, const Text& mailbox,
                         std::span<const FolderChange> changes,
                         std::span<const std::string> removed);
Result<std::int64_t> count_synced(Session& session, const Text& mailbox);

}  // namespace backstamp::casework
