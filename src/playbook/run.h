// The state of a run and what is to be done next. All of it is pure: the journal's entries in their
// order give the same state and the same agenda each time, on each machine.
//
// A run is a tree of flows. A flow stands at one step; where a step opens branches, each is a flow
// below it, and parallel branches move independently. What order concurrent steps took is what the
// journal says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "playbook/bundle.h"
#include "playbook/document.h"
#include "playbook/journal.h"
#include "playbook/runner.h"

namespace backstamp::playbook {

struct Flow;

// A playbook being run: the one the run is for, or one that a playbook-action step calls.
struct Performance {
  const Document* document = nullptr;
  Variables variables;
  std::string failure{};  // what the exception handler is for; empty: it was not called
  Flow* root = nullptr;   // its main flow, later its exception handler
};

enum class Doing {
  moving,     // on to the step it stands at
  recording,  // an entry is to be written
  executing,  // a command is to be run
  asking,     // a person's answer is waited for
  inside,     // its branches move
  ended       // at its end step, or failed
};

struct Flow {
  Flow* parent = nullptr;
  std::shared_ptr<Performance> performance;
  std::string prefix{};    // of the invocations of its steps
  std::size_t branch = 0;  // which of the opening step's branches it is
  const Step* step = nullptr;
  std::string invocation{};  // of that step and part
  std::size_t part = 0;      // of an action: which command on which target
  std::string mishaps{};     // what went wrong on other targets of this command
  Variables variables{};     // of that step: seen by it and inside its branches
  Doing doing = Doing::moving;
  std::optional<Entry> wanted{};  // recording: without sequence and time
  std::size_t round = 0;          // of a while step
  Time not_before{};              // of its next entry
  Time started{};                 // the step: timeouts count from here
  std::string failure{};          // ended: why it failed; empty when it did not
  std::vector<std::unique_ptr<Flow>> branches{};
  std::vector<std::string> branch_failures{};  // of branches that ended, by their number
};

// Where a run stands. Moved by apply() and by the step types (steps/). After leave_failed() the
// flow may be gone: return at once.
class Run {
 public:
  explicit Run(const Bundle& bundle, RunLimits limits = {});

  const Bundle& bundle() const { return bundle_; }
  const RunLimits& limits() const { return limits_; }
  const Variables& variables() const { return main_->variables; }
  const std::optional<RunEnd>& end() const { return end_; }
  bool paused() const { return paused_at_.has_value(); }
  // The last reply of pause or resume that was heard; the earlier ones were heard too.
  std::int64_t heard() const { return heard_; }
  Flow* find(const std::string& invocation);
  const Flow* find(const std::string& invocation) const;

  // What the flow's step sees: its own variables, those of the steps around it, its playbook's.
  Variables scope(const Flow& flow) const;
  // Writes where the variable is declared nearest. Errors: see assign().
  Result<void> set(Flow& flow, const std::string& name, const std::string& value);

  void go_to(Flow& flow, const std::string& step_id);
  void set_part(Flow& flow, std::size_t part);
  void record(Flow& flow, Entry entry);
  // A branch of the step where the flow stands; `label` tells repeated branches apart.
  void open_branch(Flow& flow, const std::string& first, const std::string& label = "");
  // The main flow of a playbook that the step calls.
  void open_playbook(Flow& flow, const Document& document, Variables variables);
  // On to the next step by on_success, on_failure, on_completion or workflow_exception.
  void leave_succeeded(Flow& flow);
  void leave_failed(Flow& flow, const std::string& why);
  // Closes what is open inside as cancelled.
  void abandon_branches(Flow& flow);
  void finish(RunStatus status, std::string why);

 private:
  friend Result<void> apply(Run& run, const Entry& entry);
  friend struct Agenda decide(const Run& run);

  Result<void> pause_or_go_on(const Entry& entry);
  void begin(const std::map<std::string, std::string>& external);
  Flow* add_branch(Flow& flow, const std::string& label);
  void advance();
  Flow* next_to_move();
  void arrive(Flow& flow);
  void end_branch(Flow& flow);
  bool has_invocations_left();
  void abandon(Flow& flow);
  bool take_closing(const std::string& invocation);

  const Bundle& bundle_;
  const RunLimits limits_;
  std::shared_ptr<Performance> main_;
  std::unique_ptr<Flow> root_;
  std::vector<Entry> closing_;  // of abandoned invocations, to be written
  std::size_t invocations_ = 0;
  Time last_at_{}, began_{};
  std::optional<Time> paused_at_;
  std::int64_t heard_ = 0;
  std::int64_t sequence_ = 0;
  std::optional<RunEnd> end_;
  bool finished_ = false;
};

// An entry to be written (the runner adds sequence and time), but not before that time.
struct Record {
  Entry entry;
  Time not_before{};
};
// An invocation, and when its time is over.
struct Due {
  std::string invocation;
  Time at;
};
// All that is to be done now.
struct Agenda {
  std::vector<Record> records;
  std::vector<Due> executing;     // commands to be run
  std::vector<Due> asking;        // steps that wait for a reply
  std::vector<Due> inside;        // steps with a timeout whose branches move
  bool paused = false;            // nothing more is begun; what is under way ends
  std::optional<Time> cancel_at;  // the run's own limit
  std::optional<RunEnd> end;      // and it is written
};

// Applies the entry. Error: corrupt, when it can't follow.
Result<void> apply(Run& run, const Entry& entry);
Agenda decide(const Run& run);

// A command to be run; its outcome becomes an entry through finished_entry().
struct Execute {
  const Flow* flow = nullptr;
  const Command* command = nullptr;
  const Definition* agent = nullptr;   // null when the playbook names none
  const Definition* target = nullptr;  // null when the step names none
  Variables in;
};
// What the flow's step is given: its in_args, or all it can see when it names none.
Variables arguments(const Run& run, const Flow& flow);
Execute execution(const Run& run, const Flow& flow);

}  // namespace backstamp::playbook
