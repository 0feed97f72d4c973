// /api/v1/feeds: threat feeds, brought as files.
#pragma once

#include <functional>
#include <vector>

#include "api/router.h"
#include "base/time.h"
#include "casework/store.h"

namespace backstamp::api {

// GET /api/v1/feeds; PUT /api/v1/feeds/{name}?format=F&by=ADDRESS with the feed itself as body;
// DELETE /api/v1/feeds/{name}. `changed` is called after a feed changed.
std::vector<Route> feed_routes(casework::Store& store, const Clock& clock,
                               std::function<void()> changed);

}  // namespace backstamp::api
