// The alert policies there are: those built in, and what the organisation made of them. A change
// holds at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/store.h"
#include "investigation/policies/event_policy.h"

namespace backstamp::investigation {

// content/policies/events.json and content/policies/sigma.
std::vector<EventPolicy> built_in_policies();

class PolicyBook {
 public:
  explicit PolicyBook(std::vector<EventPolicy> built_in);

  // Takes in what was changed earlier. Errors: of the store only; a policy that can't be read any
  // more is left out and logged, and the built-in one of its id holds.
  Result<void> read(const casework::Store& store);

  std::vector<EventPolicy> all() const;  // by id; the disabled ones too
  std::optional<EventPolicy> find(const std::string& id) const;

  // Adds a policy or takes the place of the one with its id; its KQL is checked. With an entry in
  // the audit chain. Error: invalid.
  Result<EventPolicy> put(casework::Store& store, std::string_view json, const Text& by, Time now);
  // The same for a Sigma rule, which is kept as the policy it makes.
  Result<EventPolicy> put_sigma(casework::Store& store, std::string_view yaml, const Text& by,
                                Time now);
  // Enabled or not, everything else as it is. Error: not_found.
  Result<EventPolicy> enable(casework::Store& store, const std::string& id, bool enabled,
                             const Text& by, Time now);
  // The organisation's change goes; a built-in policy is as it was. Error: not_found.
  Result<void> reset(casework::Store& store, const std::string& id, const Text& by, Time now);

 private:
  Result<EventPolicy> keep(casework::Store& store, EventPolicy policy, const Text& by, Time now);

  const std::vector<EventPolicy> built_in_;
  Guarded<std::vector<EventPolicy>> own_;
};

}  // namespace backstamp::investigation
