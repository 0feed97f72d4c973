#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

std::size_t targets_of(const Step& step) { return std::max<std::size_t>(step.targets.size(), 1); }

// Each command on each target is an invocation of its own, so a crash repeats one of them only.
void arrive(Run& run, Flow& flow) {
  if (flow.step->commands.empty()) return run.leave_succeeded(flow);
  run.record(flow, command_started_entry(flow, execution(run, flow)));
}

void go_on(Run& run, Flow& flow) {
  const Step& step = *flow.step;
  const std::size_t next = flow.part + 1;
  const bool command_done = next % targets_of(step) == 0;
  // All targets of a command are tried before the step fails.
  if (command_done && !flow.mishaps.empty()) {
    const std::string why = flow.mishaps;
    return run.leave_failed(flow, why);
  }
  if (next == step.commands.size() * targets_of(step)) return run.leave_succeeded(flow);
  run.set_part(flow, next);
  run.record(flow, command_started_entry(flow, execution(run, flow)));
}

Result<void> finished(Run& run, Flow& flow, const Entry& entry) {
  const StepEnd end = TRY(step_end_of(entry));
  // The step's time is over for all targets alike.
  if (end.timed_out) {
    run.leave_failed(flow, end.why);
    return {};
  }
  if (!end.succeeded) flow.mishaps += (flow.mishaps.empty() ? "" : "; ") + end.why;
  for (const auto& [name, value] : end.out) {
    const auto set = run.set(flow, name, value);
    if (!set) return fail(Fault::corrupt, "a journal entry's out_args: " + set.error().what);
  }
  go_on(run, flow);
  return {};
}

Result<void> hear(Run& run, Flow& flow, const Entry& entry) {
  if (entry.kind == EntryKind::step_finished) return finished(run, flow, entry);
  flow.doing = entry.kind == EntryKind::step_waiting ? Doing::asking : Doing::executing;
  // All commands of a step share its time; one that is run again gets it anew.
  const bool fresh = entry.kind == EntryKind::step_started && flow.part == 0;
  if (fresh || entry.kind == EntryKind::step_resumed) flow.started = entry.at;
  return {};
}

}  // namespace

const StepBehaviour action_step = {StepType::action, arrive, hear};

}  // namespace backstamp::playbook
