// What a type of step does. One file a type; each stands in list.cpp. Pure, as all of run.h.
#pragma once

#include <string>

#include "base/result.h"
#include "playbook/run.h"

namespace backstamp::playbook {

struct BranchEnd {
  const Flow& flow;            // as it stood at its end
  const std::string& failure;  // empty: it succeeded
};

struct StepBehaviour {
  StepType type = StepType::start;
  // The flow stands at the step: say what is to be written, or move it on.
  void (*arrive)(Run& run, Flow& flow) = nullptr;
  // An entry about the step was written: move the flow on. Error: corrupt.
  Result<void> (*hear)(Run& run, Flow& flow, const Entry& entry) = nullptr;
  // A branch that the step opened has ended; null where steps open none.
  void (*branch_ended)(Run& run, Flow& flow, const BranchEnd& end) = nullptr;
};

const StepBehaviour& behaviour_of(StepType type);

extern const StepBehaviour start_step, end_step, action_step, playbook_action_step, parallel_step,
    if_step, while_step, switch_step;

// What steps that open branches have in common: step_finished takes the flow on by its status.
Result<void> leave_finished(Run& run, Flow& flow, const Entry& entry);
// The one branch has ended: write step_finished.
void finish_with_branch(Run& run, Flow& flow, const BranchEnd& end);
// Whether the step's condition holds for what the flow sees.
Result<bool> condition_holds(const Run& run, const Flow& flow);

}  // namespace backstamp::playbook
