// /api/v1/hunts: saved hunts, their schedule, their runs.
#pragma once

#include <functional>
#include <vector>

#include "api/router.h"
#include "investigation/hunt_schedule.h"

namespace backstamp::api {

struct SavedHuntDesk {
  investigation::HuntBench bench;
  std::function<void()> changed;  // a schedule may have
};

std::vector<Route> saved_hunt_routes(SavedHuntDesk desk);

}  // namespace backstamp::api
