// GET /api/v1/playbooks, /{id}, /{id}/outline, /{id}/graph; POST /api/v1/playbooks, /validate,
// /{id}/dry-run
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/router.h"
#include "base/uuid.h"
#include "investigation/playbook_library.h"

namespace backstamp::api {

// What the playbook with that id would do about the message: JSON.
using DryRun = std::function<Result<std::string>(const Uuid& message, const std::string& playbook)>;

std::vector<Route> playbook_routes(investigation::PlaybookLibrary& library, casework::Store& store,
                                   const Clock& clock, DryRun run);

}  // namespace backstamp::api
