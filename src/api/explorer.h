// /api/v1/explorer: the organisation's mail filtered, charted, listed, exported; and what begins
// from a selection: investigations, an action.
#pragma once

#include <functional>
#include <vector>

#include "api/reports.h"
#include "api/router.h"
#include "base/time.h"
#include "casework/store.h"
#include "hunting/client.h"

namespace backstamp::api {

struct ExplorerDesk {
  const hunting::Client& hunting;
  casework::Store& store;
  const Clock& clock;
  // As AlertDesk::investigate.
  std::function<Result<investigation::Raised>(const Uuid& network_message_id, const Text& by,
                                              const std::string& playbook_id)>
      investigate;
};

std::vector<Route> explorer_routes(ExplorerDesk desk);

}  // namespace backstamp::api
