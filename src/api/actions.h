// GET /api/v1/actions, /{id}, /{id}/outcomes; POST /{id}/approve, /reject, /undo
#pragma once

#include <functional>
#include <vector>

#include "action/executor.h"
#include "api/router.h"
#include "casework/store.h"

namespace backstamp::api {

struct ActionDesk {
  casework::Store& store;
  action::Executor& executor;
  const Clock& clock;
  // Told after each decision, so that the investigation's status is true at once.
  std::function<void(casework::InvestigationId)> decided;
};

std::vector<Route> action_routes(ActionDesk desk);

}  // namespace backstamp::api
