// /api/v1/rules: what decides about mailboxes' mail besides their owners, and switching it off.
#pragma once

#include <functional>
#include <vector>

#include "api/router.h"
#include "base/time.h"
#include "casework/store.h"
#include "message/message_store.h"

namespace backstamp::api {

struct RuleDesk {
  casework::Store& store;
  const message::MessageStore& letters;
  const Clock& clock;
  // Looks at the rules of one mailbox now. Errors: not_found, unavailable.
  std::function<Result<void>(const Text& mailbox)> look;
};

std::vector<Route> rule_routes(const RuleDesk& desk);

}  // namespace backstamp::api
