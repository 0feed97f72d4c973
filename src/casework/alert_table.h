#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "casework/alert.h"
#include "casework/store.h"

namespace backstamp::casework {

// Adds the alert, or returns the stored one that has the same deduplication_key.
Result<Alert> add_alert(Session& session, const Alert& alert);
Result<std::optional<Alert>> find_alert(Session& session, AlertId id);
// Newest first, at most `rows_max`, those created before `before` when given.
Result<std::vector<Alert>> list_alerts(Session& session, std::size_t rows_max,
                                       std::optional<Time> before);
Result<void> set_alert_status(Session& session, AlertId id, AlertStatus status);
Result<void> set_alert_investigation(Session& session, AlertId id, InvestigationId investigation);

}  // namespace backstamp::casework
