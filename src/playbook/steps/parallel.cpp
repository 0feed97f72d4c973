#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

void arrive(Run& run, Flow& flow) { run.record(flow, parallel_entry(flow)); }

Result<void> hear(Run& run, Flow& flow, const Entry& entry) {
  if (entry.kind == EntryKind::step_finished) return leave_finished(run, flow, entry);
  flow.started = entry.at;
  flow.branch_failures.assign(flow.step->next_steps.size(), "");
  for (const std::string& first : flow.step->next_steps) run.open_branch(flow, first);
  return {};
}

std::string joined(const std::vector<std::string>& failures) {
  std::string text;
  for (const std::string& failure : failures) {
    if (!failure.empty()) text += (text.empty() ? "" : "; ") + failure;
  }
  return text;
}

// All branches are waited for, also after one has failed.
void branch_ended(Run& run, Flow& flow, const BranchEnd& end) {
  flow.branch_failures.at(end.flow.branch) = end.failure;
  if (!flow.branches.empty()) return;
  const std::string failure = joined(flow.branch_failures);
  run.record(flow,
             step_finished_entry(flow, {.succeeded = failure.empty(), .why = failure, .out = {}}));
}

}  // namespace

const StepBehaviour parallel_step = {StepType::parallel, arrive, hear, branch_ended};

}  // namespace backstamp::playbook
