// GET, POST /api/v1/indicators; DELETE /api/v1/indicators/{kind}/{value}
#pragma once

#include <functional>
#include <vector>

#include "api/router.h"
#include "base/time.h"
#include "casework/store.h"

namespace backstamp::api {

// `changed` is told after each change, so that the snapshot in use follows.
std::vector<Route> indicator_routes(casework::Store& store, const Clock& clock,
                                    std::function<void()> changed);

}  // namespace backstamp::api
