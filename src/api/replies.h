// GET /api/v1/investigations/{id}/questions, POST /api/v1/investigations/{id}/replies
#pragma once

#include <functional>
#include <vector>

#include "api/router.h"
#include "base/time.h"
#include "casework/investigation.h"
#include "casework/store.h"

namespace backstamp::api {

// What playbook steps wait for, and what people say to them. `replied` is called after a reply was
// kept.
std::vector<Route> reply_routes(casework::Store& store, const Clock& clock,
                                std::function<void(casework::InvestigationId)> replied);

}  // namespace backstamp::api
