// Alert: a policy fired.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "casework/entity.h"

namespace backstamp::casework {

using AlertId = Strong<struct AlertIdTag, Uuid>;
using InvestigationId = Strong<struct InvestigationIdTag, Uuid>;

enum class Severity { informational, low, medium, high };
enum class AlertStatus { fresh, in_progress, resolved };

// Names at the edge: Informational, Low, Medium, High; New, InProgress, Resolved.
std::string_view name_of(Severity severity);
Result<Severity> severity(std::string_view name);
std::string_view name_of(AlertStatus status);
Result<AlertStatus> alert_status(std::string_view name);

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
  bool operator==(const Alert&) const = default;
};

}  // namespace backstamp::casework
