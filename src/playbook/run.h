// The state of a run and what is to be done next. All of it is pure: the journal's entries in their
// order give the same state and the same decision each time, on each machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "playbook/document.h"
#include "playbook/journal.h"
#include "playbook/runner.h"

namespace backstamp::playbook {

// Write this entry (the runner adds sequence and time), but not before that time; then decide on
// it.
struct Record {
  Entry entry;
  Time not_before{};
};
// Run this command; its outcome becomes an entry through finished_entry().
struct Execute {
  std::string invocation;
  std::string step_id;
  std::size_t command = 0;  // its place in the step
  Variables in;
};
using Decision = std::variant<Record, Execute, RunEnd>;

// A branch that was entered; the first of a run is its main flow or its exception handler.
struct Frame {
  std::string step_id;     // the step that opened it; empty in the first
  std::string invocation;  // of that step
  std::string prefix;      // of the invocations inside
  Variables variables;     // of that step: seen inside
};

// Where a run stands. Moved by decide() and by the step types (steps/).
class Run {
 public:
  explicit Run(const Document& document, RunLimits limits = {});

  const Document& document() const { return document_; }
  const RunLimits& limits() const { return limits_; }
  const Variables& variables() const { return variables_; }
  const Step* step() const;                         // where the run stands
  std::size_t command() const { return command_; }  // which of the step's commands is next
  std::string invocation() const;                   // of that step and command
  bool in_branch() const { return frames_.size() > 1; }
  const std::string& failure() const { return failure_; }  // what the exception handler is for
  Time not_before() const { return not_before_; }
  const std::optional<RunEnd>& end() const { return end_; }

  // What the step sees: its own variables, those of the steps around it, the playbook's.
  Variables scope() const;
  // Writes where the variable is declared nearest. Errors: see assign().
  Result<void> set(const std::string& name, const std::string& value);

  void begin(const Variables& external);
  void go_to(const std::string& step_id);
  void next_command() { ++command_; }
  // Into a branch of the step where the run stands; `label` tells repeated branches apart.
  void open_branch(const std::string& first, const std::string& label = "");
  // Back to the step that opened the branch.
  void close_branch();
  // On to the next step by on_success, on_failure, on_completion or workflow_exception.
  void leave_succeeded();
  void leave_failed(const std::string& why);
  void finish(RunStatus status, std::string why);
  // Counts towards RunLimits::invocations_max. False when that is reached: the run has failed.
  bool count_invocation();

 private:
  friend Result<Decision> decide(Run& run, const Entry& entry);

  const Document& document_;
  const RunLimits limits_;
  Variables variables_;
  std::vector<Frame> frames_;
  std::string step_id_;
  Variables step_variables_;
  std::size_t command_ = 0;
  std::size_t invocations_ = 0;
  std::string failure_;
  Time last_at_{};
  Time not_before_{};
  std::int64_t sequence_ = 0;
  std::optional<RunEnd> end_;
  // What the last decision asked for: the only entry that may follow.
  EntryKind expected_kind_ = EntryKind::run_started;
  std::string expected_invocation_;
  bool executing_ = false;
};

// Applies the entry and says what to do next. Error: corrupt, when the entry can't follow.
Result<Decision> decide(Run& run, const Entry& entry);

}  // namespace backstamp::playbook
