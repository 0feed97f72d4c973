// Asks the hunting store for the events of alert policies, in KQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"
#include "investigation/policies/event_policy.h"
#include "investigation/policies/firing.h"

namespace backstamp::investigation {

struct Fired {
  std::vector<Firing> firings;
  bool cut_off = false;  // there were more events than are looked at once
};

class PolicyHunt {
 public:
  PolicyHunt(const hunting::Client& client, Time now) : client_(client), now_(now) {}

  // What the policy makes of rows that came in after `after`, up to `until`; earlier rows count as
  // far as its trigger looks back.
  Result<Fired> on_arrival(const EventPolicy& policy, Time after, Time until) const;
  // What it would have made of events from `from` to `to`.
  Result<Fired> replay(const EventPolicy& policy, Time from, Time to) const;

  // How far a table has come.
  struct Extent {
    std::int64_t rows = 0;
    Time newest;  // the latest IngestedAt; 1970 when it is empty
  };
  Result<Extent> extent(const std::string& table) const;

  // Error: invalid, with the place in the KQL.
  static Result<void> check(const EventPolicy& policy);

 private:
  struct Hits {
    std::vector<Hit> rows;
    bool cut_off = false;
  };
  Result<Hits> ask(const EventPolicy& policy, const std::string& bounds) const;
  Result<Time> known_since(const std::string& table) const;

  const hunting::Client& client_;
  const Time now_;
};

}  // namespace backstamp::investigation
