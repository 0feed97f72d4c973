// POST /api/v1/reports: a user reports a message; POST /api/v1/investigations: an analyst starts
// one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/router.h"
#include "casework/store.h"
#include "investigation/alerts.h"

namespace backstamp::api {

// Answered by the pipeline; handed in by main.
struct AlertDesk {
  // bytes, reporter, "phish" | "junk" | "not-junk"
  std::function<Result<investigation::Raised>(const std::string&, const Text&, const std::string&)>
      report;
  // An empty playbook id means the policy's own.
  std::function<Result<investigation::Raised>(const Uuid& network_message_id, const Text& by,
                                              const std::string& playbook_id)>
      investigate;
  std::function<Result<investigation::Raised>(const Text& account, const Text& by,
                                              const std::string& playbook_id,
                                              const std::optional<Time>& at)>
      investigate_account;
};

// POST /api/v1/reports?by=ADDRESS&as=phish with the message itself as body.
std::vector<Route> report_routes(AlertDesk desk);

}  // namespace backstamp::api
