// Whether an action has taken a copy out of its mailbox and not put it back.
#pragma once

#include <optional>

#include "casework/action.h"
#include "casework/store.h"

namespace backstamp::casework {

// An action other than `self` that did; nothing when none did.
Result<std::optional<ActionId>> action_that_took(Session& session, const Copy& copy, ActionId self);

// True when an action took it, or is about to: what happens to the copy now may be its doing.
Result<bool> is_in_hand(Session& session, const Copy& copy);

}  // namespace backstamp::casework
