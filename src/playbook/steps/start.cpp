#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

// Does nothing, so it leaves no entry: run_started tells of it.
std::optional<Decision> arrive(Run& run, const Step&) {
  run.leave_succeeded();
  return std::nullopt;
}

Result<std::optional<Decision>> hear(Run&, const Step&, const Entry&) {
  return fail(Fault::corrupt, "a start step has no journal entries");
}

}  // namespace

const StepBehaviour start_step = {StepType::start, arrive, hear};

}  // namespace backstamp::playbook
