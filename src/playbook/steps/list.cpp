#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {

const StepBehaviour* behaviour_of(StepType type) {
  for (const StepBehaviour* behaviour : {&start_step, &end_step, &action_step, &if_step}) {
    if (behaviour->type == type) return behaviour;
  }
  return nullptr;
}

}  // namespace backstamp::playbook
