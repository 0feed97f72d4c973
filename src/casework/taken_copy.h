// Whether an action has taken a copy out of its mailbox and not put it back.
#pragma once

#include <optional>

#include "casework/action.h"
#include "casework/store.h"

namespace backstamp::casework {

// An action other than `self` that did; nothing when none did.
Result<std::optional<ActionId>> action_that_took(Session& session, const Copy& copy, ActionId self);

}  // namespace backstamp::casework
