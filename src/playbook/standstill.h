// Whether a run that makes no progress has a reason not to.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "playbook/bundle.h"
#include "playbook/journal.h"

namespace backstamp::playbook {

// What should have happened by `now` and did not: a command whose time is over, or a step that is
// due. Empty when the run waits for a person or a time, is paused, or has ended. Pure. Error:
// corrupt, when the entries don't follow from the playbooks; not_found, when one is missing.
struct Overdue {
  std::string invocation, step_id, step_name;
  bool begun = false;
};
Result<std::vector<Overdue>> overdue_steps(const std::vector<Entry>& entries,
                                           const Document& document, const Shelf* shelf, Time now);

}  // namespace backstamp::playbook
