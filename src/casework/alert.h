// Alert: a policy fired.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "casework/entity.h"

namespace backstamp::casework {

using AlertId = Strong<struct AlertIdTag, Uuid>;
using InvestigationId = Strong<struct InvestigationIdTag, Uuid>;

enum class Severity { informational, low, medium, high };
enum class AlertStatus { fresh, in_progress, resolved };  // New, InProgress, Resolved at the edge

struct Alert {
  AlertId id;
  std::string policy;  // id of the policy that fired
  std::string title;
  Severity severity = Severity::low;
  std::string category;  // ThreatManagement, ...
  AlertStatus status = AlertStatus::fresh;
  Time created;
  Text raised_by;  // who reported or triggered it
  std::vector<Entity> entities;
  std::optional<InvestigationId> investigation;
  std::string deduplication_key;  // a second alert with the same key is the same alert
  std::string detail;             // JSON object: what the policy saw
};

}  // namespace backstamp::casework
