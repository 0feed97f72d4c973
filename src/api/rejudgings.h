// /api/v1/rejudgings: how far mail was weighed again after an entry changed.
#pragma once

#include <vector>

#include "api/router.h"
#include "casework/store.h"

namespace backstamp::api {

std::vector<Route> rejudging_routes(const casework::Store& store);

}  // namespace backstamp::api
