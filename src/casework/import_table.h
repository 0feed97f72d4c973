// Imports as durable jobs, and the mailboxes that imports made known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "casework/store.h"

namespace backstamp::casework {

using ImportId = Strong<struct ImportIdTag, Uuid>;

struct Import {
  ImportId id;
  std::string source;              // absolute path
  std::string mailbox;             // address, or empty
  std::string direction;           // inbound, outbound, intra-org, or empty
  std::string status = "Running";  // Running, Done, Failed
  std::string why;                 // of a failure
  std::int64_t files = 0, files_imported = 0, files_refused = 0;
  std::int64_t messages = 0, copies_added = 0, copies_known = 0;
  std::string refused;  // JSON: {reason: count}
  Time started;
  std::optional<Time> ended;
  bool operator==(const Import&) const = default;
};

Result<void> put_import(Session& session, const Import& import);  // insert or replace by id
Result<std::optional<Import>> find_import(Session& session, ImportId id);
Result<std::vector<Import>> running_imports(Session& session);

struct MailboxEntry {
  Text address;      // lower-case domain
  std::string kind;  // "maildir"
  std::string path;  // absolute
  bool operator==(const MailboxEntry&) const = default;
};
Result<void> put_mailbox(Session& session, const MailboxEntry& mailbox);  // by address
Result<std::vector<MailboxEntry>> list_mailboxes(Session& session);

}  // namespace backstamp::casework
