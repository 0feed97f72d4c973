// GET /api/v1/alerts
#pragma once

#include <vector>

#include "api/router.h"
#include "casework/store.h"

namespace backstamp::api {

std::vector<Route> alert_routes(casework::Store& store);

}  // namespace backstamp::api
