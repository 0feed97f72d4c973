// /healthz, /readyz, /metrics.
#pragma once

#include <functional>
#include <vector>

#include "api/router.h"
#include "base/result.h"
#include "hunting/writer.h"

namespace backstamp::api {

struct Health {
  std::function<Result<void>()> ready;  // can it serve? else why not
  std::function<hunting::Writer::Pending()> pending;
  std::function<unsigned()> engine_restarts;
};

std::vector<Route> health_routes(Health health);

}  // namespace backstamp::api
