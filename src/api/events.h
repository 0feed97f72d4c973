// POST /api/v1/events?format=office365|hunting: what accounts, clicks and devices did.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/router.h"

namespace backstamp::api {

// What became of a body of events, as JSON. Answered by the intake; handed in by main.
using TakeEvents =
    std::function<Result<std::string>(const std::string& format, const std::string& body)>;

std::vector<Route> event_routes(TakeEvents take);

}  // namespace backstamp::api
