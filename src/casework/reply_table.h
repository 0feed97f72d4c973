// What people said to the runs of investigations, in order. A run reads them when it waits.
#pragma once

#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "casework/alert.h"
#include "casework/store.h"

namespace backstamp::casework {

struct Reply {
  std::string kind;        // of playbook/journal.h: succeeded, failed, repeat, cancel, ...
  std::string invocation;  // empty: to the run as a whole
  std::string values;      // JSON object: values by variable
  Text by;
  Text comment;
  Time at;
  bool operator==(const Reply&) const = default;
};

Result<void> add_reply(Session& session, InvestigationId id, const Reply& reply);
Result<std::vector<Reply>> list_replies(Session& session, InvestigationId id);

}  // namespace backstamp::casework
