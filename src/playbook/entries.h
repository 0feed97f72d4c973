// What entries say in their detail: written and read in this one place.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "playbook/run.h"

namespace backstamp::playbook {

using Values = std::map<std::string, std::string>;  // by variable

// run_started
struct Beginning {
  std::string playbook, version;
  std::string digest;   // Bundle::digest()
  Values external;      // values as given by the caller
  std::string refused;  // why it can't be run; empty when it can
  Bundle::Pinned pinned;
};
Entry entry_of(const Bundle& bundle, const Variables& external, const std::string& refused);
Result<Beginning> beginning_of(const Entry& entry);

// step_started of an action's command: the values it is given.
Entry command_started_entry(const Flow& flow, const Execute& execute);

// step_started or step_repeated of a step with a condition: whether it holds, or why that can't be
// told.
struct ConditionFound {
  bool holds = false;
  std::string why;  // not empty: it could not be told
};
Entry condition_entry(const Flow& flow, EntryKind kind, const Result<bool>& holds);
Result<ConditionFound> condition_of(const Entry& entry);

// step_started of a switch step: the variable's value.
Entry switch_entry(const Flow& flow, const std::string& value);
Result<std::string> switched_value_of(const Entry& entry);

Entry parallel_entry(const Flow& flow);

// step_started of a playbook-action step; `called` may be null.
Entry playbook_started_entry(const Flow& flow, const Document* called, const Variables& in);
Result<Values> in_args_of(const Entry& entry);

// step_finished
struct StepEnd {
  bool succeeded = true;
  std::string why{};
  Values out{};
  bool timed_out = false;
};
Entry step_finished_entry(const Flow& flow, const StepEnd& end);
// The step's out_args as far as `out` has them: one that does not fit makes it a failure.
StepEnd step_end(const Run& run, const Flow& flow, const Variables& out);
Entry finished_entry(const Run& run, const Flow& flow, const CommandOutcome& outcome);
// By a person's answer.
Entry replied_entry(const Run& run, const Flow& flow, const Reply& reply);
Entry timed_out_entry(const Flow& flow, const CommandOutcome& outcome);
// Of what was given up with the branch around it.
Entry cancelled_entry(const Flow& flow);
Result<StepEnd> step_end_of(const Entry& entry);

// `question`: JSON.
Entry waiting_entry(const Flow& flow, const std::string& question);
Entry step_resumed_entry(const Flow& flow);

// run_paused or run_continued, by a person's reply.
Entry pause_entry(EntryKind kind, const Reply& reply);
Result<std::int64_t> reply_of(const Entry& entry);  // its position

Entry run_cancelled_entry(const std::string& why);
std::string cancellation_of(const Entry& entry);

// run_finished
std::string_view name_of(RunStatus status);
Entry entry_of(const RunEnd& end);
Result<RunEnd> run_end_of(const Entry& entry, const Document& document);

}  // namespace backstamp::playbook
