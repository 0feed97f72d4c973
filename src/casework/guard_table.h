// Which message a guard stands for: the mark in the guarded links of one message.
#pragma once

#include <optional>

#include "base/time.h"
#include "base/uuid.h"
#include "casework/store.h"

namespace backstamp::casework {

Result<void> put_guard(Session& session, const Uuid& guard, const Uuid& message, Time at);
Result<std::optional<Uuid>> message_of_guard(Session& session, const Uuid& guard);
// Those that were put before `until`.
Result<void> forget_guards(Session& session, Time until);

}  // namespace backstamp::casework
