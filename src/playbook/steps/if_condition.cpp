#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

// The answer is written down and read from there, so that a replay takes the same branch.
void arrive(Run& run, Flow& flow) {
  run.record(flow, condition_entry(flow, EntryKind::step_started, condition_holds(run, flow)));
}

Result<void> hear(Run& run, Flow& flow, const Entry& entry) {
  if (entry.kind == EntryKind::step_finished) return leave_finished(run, flow, entry);
  const ConditionFound found = TRY(condition_of(entry));
  flow.started = entry.at;
  const std::string& branch = found.holds ? flow.step->on_true : flow.step->on_false;
  if (!found.why.empty() || branch.empty()) {
    run.record(flow, step_finished_entry(
                         flow, {.succeeded = found.why.empty(), .why = found.why, .out = {}}));
  } else {
    run.open_branch(flow, branch);
  }
  return {};
}

}  // namespace

const StepBehaviour if_step = {StepType::if_condition, arrive, hear, finish_with_branch};

}  // namespace backstamp::playbook
