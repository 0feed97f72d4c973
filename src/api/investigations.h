// GET /api/v1/investigations, /{id}, /{id}/clusters/{cluster}/copies
#pragma once

#include <vector>

#include "api/router.h"
#include "casework/store.h"

namespace backstamp::api {

std::vector<Route> investigation_routes(casework::Store& store);

}  // namespace backstamp::api
