// /api/v1/engines: the engines whose opinions go into verdicts, and how they are.
#pragma once

#include <vector>

#include "api/router.h"
#include "verdict/engines/panel.h"

namespace backstamp::api {

std::vector<Route> engine_routes(const verdict::Panel& panel);

}  // namespace backstamp::api
