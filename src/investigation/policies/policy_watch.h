// Looks at what came into the hunting store and raises the alerts of the policies, on a thread of
// its own. What came in while it was not running is looked at when it does.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "base/time.h"
#include "casework/store.h"
#include "hunting/client.h"
#include "investigation/policies/firing.h"
#include "investigation/policies/policy_book.h"

namespace backstamp::investigation {

struct PolicyWatchTools {
  casework::Store& store;
  const hunting::Client& hunting;
  const PolicyBook& policies;
  const Clock& clock;
  // Durable when it returns; raising the same firing again adds nothing.
  std::function<Result<void>(const EventPolicy&, const Firing&)> raise;
};

class PolicyWatch {
 public:
  static std::unique_ptr<PolicyWatch> start(PolicyWatchTools tools);
  virtual ~PolicyWatch() = default;

  // Something came in: look now, not at the next round.
  virtual void look() = 0;
};

}  // namespace backstamp::investigation
