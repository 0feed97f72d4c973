// GET /api/v1/openapi.json: the description of this API, from content/api/openapi.json.
#pragma once

#include <vector>

#include "api/router.h"

namespace backstamp::api {

std::vector<Route> description_routes();

}  // namespace backstamp::api
