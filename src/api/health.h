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
  std::function<std::string()> more_gauges = {};  // of others, as Prometheus reads them
};

std::vector<Route> health_routes(Health health);

}  // namespace backstamp::api
