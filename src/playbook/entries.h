// What entries say in their detail: written and read in this one place.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "playbook/run.h"

namespace backstamp::playbook {

// run_started
struct Beginning {
  std::string playbook, version;
  std::string digest;   // SHA-256 of the playbook's JSON
  Variables external;   // values as given by the caller
  std::string refused;  // why it can't be run; empty when it can
};
Entry entry_of(const Document& document, const Variables& external, const std::string& refused);
Result<Beginning> beginning_of(const Entry& entry);

// step_started of an action's command: the values it is given.
Entry command_started_entry(const Run& run, const Variables& in);

// step_started of a step with a condition: whether it holds, or why that can't be told.
struct ConditionFound {
  bool holds = false;
  std::string why;  // not empty: it could not be told
};
Entry condition_started_entry(const Run& run, const Result<bool>& holds);
Result<ConditionFound> condition_of(const Entry& entry);

// step_finished
struct StepEnd {
  bool succeeded = true;
  std::string why;
  std::map<std::string, std::string> out;  // values by variable
};
Entry step_finished_entry(const Run& run, const StepEnd& end);
// Of a command: an outcome whose values don't fit their variables is a failure.
Entry finished_entry(const Run& run, const Execute& execute, const CommandOutcome& outcome);
Result<StepEnd> step_end_of(const Entry& entry);

Entry step_resumed_entry(const Run& run);

// run_finished
Entry entry_of(const RunEnd& end);
Result<RunEnd> run_end_of(const Entry& entry, const Document& document);

}  // namespace backstamp::playbook
