// GET /api/v1/playbooks, /{id}, /{id}/outline, /{id}/graph; POST /api/v1/playbooks, /validate
#pragma once

#include <vector>

#include "api/router.h"
#include "investigation/playbook_library.h"

namespace backstamp::api {

std::vector<Route> playbook_routes(investigation::PlaybookLibrary& library, casework::Store& store,
                                   const Clock& clock);

}  // namespace backstamp::api
