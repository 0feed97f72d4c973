// Investigations and actions with all that belongs to them, read in one state.
#pragma once

#include "casework/case_json.h"
#include "casework/store.h"

namespace backstamp::api {

Result<casework::ActionView> action_view(casework::Session& session,
                                         const casework::Action& action);
// Error: not_found.
Result<casework::InvestigationView> investigation_view(casework::Session& session,
                                                       casework::InvestigationId id);

}  // namespace backstamp::api
