#include "playbook/condition.h"
#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

Result<bool> holds(const Run& run, const Step& step) {
  const Variables scope = run.scope();
  const Condition condition = TRY(Condition::parse(step.condition, scope));
  return condition.holds(scope);
}

// The answer is written down and read from there, so that a replay takes the same branch.
std::optional<Decision> arrive(Run& run, const Step& step) {
  return Record{condition_started_entry(run, holds(run, step)), run.not_before()};
}

Result<std::optional<Decision>> started(Run& run, const Step& step, const Entry& entry) {
  const ConditionFound found = TRY(condition_of(entry));
  const std::string& branch = found.holds ? step.on_true : step.on_false;
  if (!found.why.empty() || branch.empty()) {
    const StepEnd end{.succeeded = found.why.empty(), .why = found.why, .out = {}};
    return Record{step_finished_entry(run, end), run.not_before()};
  }
  run.open_branch(branch);
  return std::nullopt;
}

Result<std::optional<Decision>> hear(Run& run, const Step& step, const Entry& entry) {
  if (entry.kind == EntryKind::step_started) return started(run, step, entry);
  const StepEnd end = TRY(step_end_of(entry));
  if (end.succeeded) {
    run.leave_succeeded();
  } else {
    run.leave_failed(end.why);
  }
  return std::nullopt;
}

}  // namespace

const StepBehaviour if_step = {StepType::if_condition, arrive, hear};

}  // namespace backstamp::playbook
