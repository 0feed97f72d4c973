// Alert policies that the organisation changed or added, and how far each hunting table was looked
// at for events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "casework/store.h"

namespace backstamp::casework {

struct StoredAlertPolicy {
  std::string id;
  std::string document;  // JSON
  Text changed_by;
  Time changed;
  bool operator==(const StoredAlertPolicy&) const = default;
};

Result<void> put_alert_policy(Session& session, const StoredAlertPolicy& policy);
// False when there was none.
Result<bool> remove_alert_policy(Session& session, const std::string& id);
Result<std::vector<StoredAlertPolicy>> list_alert_policies(Session& session);  // by id

// Up to which IngestedAt the rows of a table were looked at.
Result<std::optional<Time>> policy_mark(Session& session, const std::string& table);
Result<void> set_policy_mark(Session& session, const std::string& table, Time mark);

}  // namespace backstamp::casework
