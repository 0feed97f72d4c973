// What a type of step does. One file a type; each stands in list.cpp. Pure, as all of run.h.
#pragma once

#include <optional>

#include "base/result.h"
#include "playbook/run.h"

namespace backstamp::playbook {

struct StepBehaviour {
  StepType type = StepType::start;
  // The run stands at the step. Returns what to do, or moves the run on and returns nothing.
  std::optional<Decision> (*arrive)(Run& run, const Step& step) = nullptr;
  // An entry about the step was written. As above. Error: corrupt.
  Result<std::optional<Decision>> (*hear)(Run& run, const Step& step, const Entry& entry) = nullptr;
};

// Nothing for types that can't be run yet.
const StepBehaviour* behaviour_of(StepType type);

extern const StepBehaviour start_step, end_step, action_step, if_step;

}  // namespace backstamp::playbook
