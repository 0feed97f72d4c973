// /api/v1/hunt: a KQL query in, its rows out.
#pragma once

#include <vector>

#include "api/router.h"
#include "base/time.h"
#include "hunting/client.h"

namespace backstamp::api {

std::vector<Route> hunt_routes(const hunting::Client& hunting, const Clock& clock);

}  // namespace backstamp::api
