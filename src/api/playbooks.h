// GET /api/v1/playbooks, /{id}; POST /api/v1/playbooks/validate
#pragma once

#include <vector>

#include "api/router.h"
#include "investigation/playbook_library.h"

namespace backstamp::api {

std::vector<Route> playbook_routes(const investigation::PlaybookLibrary& library);

}  // namespace backstamp::api
