// /api/v1/policies: alert policies, read, changed, replayed on what the hunting store holds.
#pragma once

#include <vector>

#include "api/router.h"
#include "base/time.h"
#include "casework/store.h"
#include "hunting/client.h"
#include "investigation/policies/policy_book.h"

namespace backstamp::api {

struct PolicyDesk {
  investigation::PolicyBook& policies;
  casework::Store& store;
  const hunting::Client& hunting;
  const Clock& clock;
};

std::vector<Route> policy_routes(PolicyDesk desk);

}  // namespace backstamp::api
