// A run without progress that has no reason to stand still is an alarm: an alert that says which
// step it stands at.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "casework/store.h"
#include "investigation/case_journal.h"
#include "playbook/bundle.h"

namespace backstamp::investigation {

// Looks at all unfinished runs whose journal has had no entry for `still`, and raises an alert
// (policy "playbook-run-stuck") for each that is stuck; once for each standstill. The number of
// alerts raised. Errors: of the store.
Result<std::size_t> alert_stuck_runs(casework::Store& store, CaseJournal& journal,
                                     const playbook::Shelf& playbooks, Duration still, Time now);

}  // namespace backstamp::investigation
