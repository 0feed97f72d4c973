#include "base/check.h"
#include "playbook/condition.h"
#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {

const StepBehaviour& behaviour_of(StepType type) {
  static const StepBehaviour* const all[] = {&start_step,           &end_step,      &action_step,
                                             &playbook_action_step, &parallel_step, &if_step,
                                             &while_step,           &switch_step};
  for (const StepBehaviour* behaviour : all) {
    if (behaviour->type == type) return *behaviour;
  }
  const bool each_type_has_a_file = false;
  CHECK(each_type_has_a_file);
  return *all[0];
}

Result<void> leave_finished(Run& run, Flow& flow, const Entry& entry) {
  const StepEnd end = TRY(step_end_of(entry));
  if (end.succeeded) {
    run.leave_succeeded(flow);
  } else {
    run.leave_failed(flow, end.why);
  }
  return {};
}

void finish_with_branch(Run& run, Flow& flow, const BranchEnd& end) {
  run.record(flow, step_finished_entry(
                       flow, {.succeeded = end.failure.empty(), .why = end.failure, .out = {}}));
}

Result<bool> condition_holds(const Run& run, const Flow& flow) {
  const Variables scope = run.scope(flow);
  const Condition condition = TRY(Condition::parse(flow.step->condition, scope));
  return condition.holds(scope);
}

}  // namespace backstamp::playbook
