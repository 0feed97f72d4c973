#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

void arrive(Run& run, Flow& flow) {
  const Document* called = run.bundle().called_by(*flow.step);
  run.record(flow, playbook_started_entry(flow, called, arguments(run, flow)));
}

// What is given becomes the called playbook's external variables of the same names.
Result<void> give(Variables& variables, const std::map<std::string, std::string>& given) {
  for (const auto& [name, value] : given) {
    const auto found = variables.find(name);
    if (found == variables.end() || !found->second.external) {
      return fail(Fault::invalid, "the called playbook has no external variable " + name);
    }
    TRY(assign(found->second, name, value));
  }
  return {};
}

Result<void> hear(Run& run, Flow& flow, const Entry& entry) {
  if (entry.kind == EntryKind::step_finished) {
    const StepEnd end = TRY(step_end_of(entry));
    for (const auto& [name, value] : end.out) {
      const auto set = run.set(flow, name, value);
      if (!set) return fail(Fault::corrupt, "a journal entry's out_args: " + set.error().what);
    }
    return leave_finished(run, flow, entry);
  }
  flow.started = entry.at;
  const Document* called = run.bundle().called_by(*flow.step);
  Variables variables = called ? called->variables : Variables();
  Result<void> given = give(variables, TRY(in_args_of(entry)));
  if (!called) given = fail(Fault::not_found, "the called playbook is not here");
  if (given) {
    run.open_playbook(flow, *called, std::move(variables));
  } else {
    run.record(flow, step_finished_entry(
                         flow, {.succeeded = false, .why = given.error().what, .out = {}}));
  }
  return {};
}

// Its variables named in out_args become the step's, as far as they fit.
void branch_ended(Run& run, Flow& flow, const BranchEnd& end) {
  StepEnd result{.succeeded = end.failure.empty(), .why = end.failure, .out = {}};
  if (result.succeeded) result = step_end(run, flow, end.flow.performance->variables);
  run.record(flow, step_finished_entry(flow, result));
}

}  // namespace

const StepBehaviour playbook_action_step = {StepType::playbook_action, arrive, hear, branch_ended};

}  // namespace backstamp::playbook
