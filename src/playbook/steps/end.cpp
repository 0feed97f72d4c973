#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

// Ends its branch, and control returns to the step that opened it; at the outermost, the run.
void arrive(Run&, Flow& flow) { flow.doing = Doing::ended; }

Result<void> hear(Run&, Flow&, const Entry&) {
  return fail(Fault::corrupt, "an end step has no journal entries");
}

}  // namespace

const StepBehaviour end_step = {StepType::end, arrive, hear};

}  // namespace backstamp::playbook
