#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "casework/alert.h"
#include "casework/store.h"

namespace backstamp::casework {

// Adds the alert, or returns the stored one that has the same deduplication_key (an empty key is
// like no other). Error: conflict when the id is taken by another alert.
Result<Alert> add_alert(Session& session, const Alert& alert);
Result<std::optional<Alert>> find_alert(Session& session, AlertId id);
// Newest first, at most `rows_max`, those created before `before` when given. With `before_id`, the
// last id of the page before, also those of that very time that come after it.
Result<std::vector<Alert>> list_alerts(Session& session, std::size_t rows_max,
                                       std::optional<Time> before,
                                       std::optional<AlertId> before_id = {});
// Error of both: not_found.
Result<void> set_alert_status(Session& session, AlertId id, AlertStatus status);
Result<void> set_alert_investigation(Session& session, AlertId id, InvestigationId investigation);

}  // namespace backstamp::casework
