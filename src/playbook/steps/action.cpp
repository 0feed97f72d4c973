#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

// What the command is given: its in_args, or all it can see when it names none.
Variables arguments(const Run& run, const Step& step) {
  Variables scope = run.scope();
  if (step.in_args.empty()) return scope;
  Variables in;
  for (const std::string& argument : step.in_args) {
    const auto found = scope.find(std::string(name_in(argument)));
    if (found != scope.end()) in.insert(*found);
  }
  return in;
}

// Each command of the step is an invocation of its own, so a crash repeats one command only.
std::optional<Decision> arrive(Run& run, const Step& step) {
  if (step.commands.empty()) {
    run.leave_succeeded();
    return std::nullopt;
  }
  return Record{command_started_entry(run, arguments(run, step)), run.not_before()};
}

Result<std::optional<Decision>> finished(Run& run, const Step& step, const Entry& entry) {
  const StepEnd end = TRY(step_end_of(entry));
  if (!end.succeeded) {
    run.leave_failed(end.why);
    return std::nullopt;
  }
  for (const auto& [name, value] : end.out) {
    const auto set = run.set(name, value);
    if (!set) return fail(Fault::corrupt, "a journal entry's out_args: " + set.error().what);
  }
  if (run.command() + 1 < step.commands.size()) {
    run.next_command();
  } else {
    run.leave_succeeded();
  }
  return std::nullopt;
}

Result<std::optional<Decision>> hear(Run& run, const Step& step, const Entry& entry) {
  if (entry.kind == EntryKind::step_finished) return finished(run, step, entry);
  return Execute{run.invocation(), step.id, run.command(), arguments(run, step)};
}

}  // namespace

const StepBehaviour action_step = {StepType::action, arrive, hear};

}  // namespace backstamp::playbook
