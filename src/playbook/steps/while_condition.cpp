#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

void arrive(Run& run, Flow& flow) {
  run.record(flow, condition_entry(flow, EntryKind::step_started, condition_holds(run, flow)));
}

// Each round's invocations stand below its number.
Result<void> hear(Run& run, Flow& flow, const Entry& entry) {
  if (entry.kind == EntryKind::step_finished) return leave_finished(run, flow, entry);
  const ConditionFound found = TRY(condition_of(entry));
  if (entry.kind == EntryKind::step_started) flow.started = entry.at;
  if (!found.holds) {
    run.record(flow, step_finished_entry(
                         flow, {.succeeded = found.why.empty(), .why = found.why, .out = {}}));
  } else {
    run.open_branch(flow, flow.step->on_true, std::to_string(++flow.round));
  }
  return {};
}

// A round that failed ends the loop.
void branch_ended(Run& run, Flow& flow, const BranchEnd& end) {
  if (!end.failure.empty()) return finish_with_branch(run, flow, end);
  run.record(flow, condition_entry(flow, EntryKind::step_repeated, condition_holds(run, flow)));
}

}  // namespace

const StepBehaviour while_step = {StepType::while_condition, arrive, hear, branch_ended};

}  // namespace backstamp::playbook
