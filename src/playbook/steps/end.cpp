#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

// Ends its branch, and control returns to the step that opened it; at the outermost, the run.
std::optional<Decision> arrive(Run& run, const Step&) {
  if (!run.in_branch()) {
    const bool failed = !run.failure().empty();
    run.finish(failed ? RunStatus::failed : RunStatus::finished, run.failure());
    return std::nullopt;
  }
  run.close_branch();
  return Record{step_finished_entry(run, {}), run.not_before()};
}

Result<std::optional<Decision>> hear(Run&, const Step&, const Entry&) {
  return fail(Fault::corrupt, "an end step has no journal entries");
}

}  // namespace

const StepBehaviour end_step = {StepType::end, arrive, hear};

}  // namespace backstamp::playbook
