// What a playbook would do about a past message, changing nothing: its analyzers and rules really
// look, what would act or ask is only told, and all that is found stays in memory.
#pragma once

#include <string>

#include "base/result.h"
#include "investigation/commands.h"
#include "playbook/bundle.h"

namespace backstamp::investigation {

// JSON: playbook{}, status, why, steps[{invocation, step, command, status, why, would, found}],
// evidence[{kind, value, verdict}], clusters[], recommendations[{type, title, reason, copies,
// mailboxes}], variables{}. Delays are passed over; a step that would act or ask is taken as
// succeeded without values. Bounded: 1000 steps, 2 minutes. `letter`: the message's bytes. Error:
// corrupt, when its journal is none.
Result<std::string> dry_run(const Instruments& instruments, const playbook::Shelf& playbooks,
                            const playbook::Document& playbook, const Bytes& letter);

}  // namespace backstamp::investigation
