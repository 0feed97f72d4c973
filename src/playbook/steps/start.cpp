#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

// Does nothing, so it leaves no entry: run_started tells of it.
void arrive(Run& run, Flow& flow) { run.leave_succeeded(flow); }

Result<void> hear(Run&, Flow&, const Entry&) {
  return fail(Fault::corrupt, "a start step has no journal entries");
}

}  // namespace

const StepBehaviour start_step = {StepType::start, arrive, hear};

}  // namespace backstamp::playbook
