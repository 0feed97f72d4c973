// A person proposes an action on copies that they selected; another decides.
#pragma once

#include <string>
#include <vector>

#include "casework/action.h"
#include "casework/store.h"

namespace backstamp::investigation {

struct ProposedCopy {
  casework::Copy copy;
  std::string latest_location;
  std::string folder, name;  // where it lay when it was read
};

struct Proposal {
  std::string type;  // of the catalogue: soft_delete_messages, quarantine_messages
  std::string reason;
  std::string query;  // KQL that selected the copies, for people
  std::string by;
  std::string key;  // proposing twice under the same key is once; empty: never the same
  std::vector<ProposedCopy> copies;
};

// Durable when it returns, with its entry in the audit chain: a pending action whose targets are
// the copies that lie in mailboxes. Errors: not_found (no such type), invalid (no copy lies in a
// mailbox).
Result<casework::Action> propose_action(casework::Store& store, const Proposal& proposal, Time now);

}  // namespace backstamp::investigation
