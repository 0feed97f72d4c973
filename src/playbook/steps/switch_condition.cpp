#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

void arrive(Run& run, Flow& flow) {
  const Variables scope = run.scope(flow);
  const auto found = scope.find(std::string(name_in(flow.step->switch_on)));
  const std::string value = found == scope.end() ? "" : found->second.value;
  run.record(flow, switch_entry(flow, value));
}

// No case and no default: there is nothing to do, which is a success.
Result<void> hear(Run& run, Flow& flow, const Entry& entry) {
  if (entry.kind == EntryKind::step_finished) return leave_finished(run, flow, entry);
  const std::string value = TRY(switched_value_of(entry));
  flow.started = entry.at;
  const auto& cases = flow.step->cases;
  auto found = cases.find(value);
  if (found == cases.end()) found = cases.find("default");
  if (found == cases.end()) {
    run.record(flow, step_finished_entry(flow, {}));
  } else {
    run.open_branch(flow, found->second);
  }
  return {};
}

}  // namespace

const StepBehaviour switch_step = {StepType::switch_condition, arrive, hear, finish_with_branch};

}  // namespace backstamp::playbook
