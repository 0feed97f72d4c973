// Runs a playbook durably. apply() and decide() (run.h) are pure: entry in, what to do out. The
// runner appends each entry to the journal, applies it, and carries out what decide() said; after a
// crash it replays.
#pragma once

#include <any>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "playbook/bundle.h"
#include "playbook/document.h"
#include "playbook/journal.h"
#include "playbook/stragglers.h"

namespace backstamp::playbook {

struct Invocation {
  RunId run;
  std::string id;  // Entry::invocation
  std::string step_id, step_name;
  const Definition* agent = nullptr;   // null when the playbook names none
  const Definition* target = nullptr;  // null when the step names none
  Deadline deadline;
  std::stop_token stop;
  const Step* step = nullptr;
  const Document* document = nullptr;
};

struct CommandOutcome {
  bool succeeded = true;
  std::string why;    // of a failure or a partial result, one line
  Variables out;      // written back to the variables named in out_args
  std::string asked;  // JSON: what was asked of whom, for the log
  std::string found;  // JSON: what was found, for the log
  std::any findings;  // opaque here: handed to Journal::append with step_finished
  // JSON: a person is to answer this; the step waits for a Reply. The rest is not looked at.
  std::optional<std::string> question{};
};

// Whether a command that a crash cut off may simply be run again.
enum class Repeat {
  harmless,
  asked  // it may have had its effect already: a person decides
};

// Answered by investigation and action, handed in by main. Called on several threads at once.
class Commands {
 public:
  virtual ~Commands() = default;
  // Empty when the command can be run here, else why it can't: not known, or not allowed.
  virtual std::string refusal(const Command& command, const Definition* agent,
                              const Definition* target) const = 0;
  virtual Repeat repeat(const Command&) const { return Repeat::harmless; }
  // What is to be kept goes into `findings`. A harmless one may be called again for the same
  // invocation after a crash. Heeds `stop`, which comes with the deadline too.
  virtual CommandOutcome run(const Invocation& invocation, const Command& command,
                             const Variables& variables) = 0;
};

enum class RunStatus {
  finished,
  failed,
  cancelled,
  waiting,  // for a time or a reply, longer than RunLimits::patience: run it again then
  stopped   // on request; it can be resumed
};
struct RunEnd {
  RunStatus status = RunStatus::finished;
  std::string why;
  Variables variables{};       // of the playbook, as they stood at the end
  std::optional<Time> wake{};  // waiting: at the latest then
};

struct RunLimits {
  Duration step_timeout{std::chrono::minutes(15)};  // of steps that name no timeout
  Duration reply_timeout{std::chrono::hours(24 * 30)};
  Duration run_timeout{std::chrono::hours(24 * 90)};
  std::size_t invocations_max = 10'000;
  std::size_t shown_bytes_max = 256 * 1024;  // of asked and found each; longer ones are cut
  std::size_t commands_max = 64;             // of one run at once; more wait their turn
  // Longer waits than this give the caller's thread back (RunStatus::waiting).
  Duration patience{Duration::max()};
  // What a command that was told to stop may take for it; then its step goes on without it.
  Duration stop_grace{std::chrono::seconds(5)};
  Duration clock_look{std::chrono::seconds(1)};  // how often the clock and replies are looked at
};

class Runner {
 public:
  // `shelf`: where called playbooks are found; null where none are.
  Runner(Journal& journal, Commands& commands, const Clock& clock, RunLimits limits = {},
         const Shelf* shelf = nullptr);

  // Starts the run or resumes it where its journal ends; returns when it has ended, waits for long,
  // or `stop` was requested. Commands of parallel branches run at the same time, each on a thread
  // of its own; one that does not heed its stop is left behind with its thread, and the Runner's
  // end waits for it (`document` and what the shelf gives outlive that). A failed step follows
  // on_failure, else workflow_exception, else the run goes on with its on_completion, else its
  // branch fails, and with it the step that opened it.
  // `external` sets variables declared external. What can't be run (problems of the document or of
  // one it calls, revoked or expired playbooks, commands refused, external values that don't fit)
  // fails the run at its start, before any step. Errors: of the journal only (conflict: another
  // process runs this run; corrupt: its entries don't follow from the playbook). Many threads may
  // call it, for different runs.
  Result<RunEnd> run(RunId run, const Document& document, const Variables& external,
                     std::stop_token stop);

  // Commands that were left behind and are still at it.
  std::size_t stragglers() { return stragglers_.size(); }

 private:
  Journal& journal_;
  Commands& commands_;
  const Clock& clock_;
  const RunLimits limits_;
  const Shelf* const shelf_;
  Stragglers stragglers_;
};

}  // namespace backstamp::playbook
