// GET /api/v1/audit/verification: checks every hash chain.
#pragma once

#include <vector>

#include "api/router.h"
#include "casework/store.h"

namespace backstamp::api {

std::vector<Route> audit_routes(casework::Store& store);

}  // namespace backstamp::api
