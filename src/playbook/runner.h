// Runs a playbook durably. decide() is pure: state and entry in, what to do out. The runner appends
// each entry to the journal, applies it, and carries out what decide() said; after a crash it
// replays.
#pragma once

#include <any>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "playbook/document.h"
#include "playbook/journal.h"

namespace backstamp::playbook {

struct Invocation {
  RunId run;
  std::string id;  // Entry::invocation
  std::string step_id, step_name;
  Deadline deadline;
  std::stop_token stop;
};

struct CommandOutcome {
  bool succeeded = true;
  std::string why;    // of a failure or a partial result, one line
  Variables out;      // written back to the variables named in out_args
  std::string asked;  // JSON: what was asked of whom, for the log
  std::string found;  // JSON: what was found, for the log
  std::any findings;  // opaque here: handed to Journal::append with step_finished
};

// Answered by investigation and action, handed in by main.
class Commands {
 public:
  virtual ~Commands() = default;
  virtual bool knows(const Command& command) const = 0;
  // Changes nothing outside: what is to be kept goes into `findings`. May be called again for the
  // same invocation after a crash.
  virtual CommandOutcome run(const Invocation& invocation, const Command& command,
                             const Variables& variables) = 0;
};

enum class RunStatus { finished, failed, stopped };
struct RunEnd {
  RunStatus status = RunStatus::finished;
  std::string why;
  Variables variables{};  // of the playbook, as they stood at the end
};

struct RunLimits {
  Duration step_timeout{std::chrono::minutes(15)};  // of steps that name no timeout
  std::size_t invocations_max = 10'000;
  std::size_t shown_bytes_max = 256 * 1024;  // of asked and found each; longer ones are cut
};

class Runner {
 public:
  Runner(Journal& journal, Commands& commands, const Clock& clock, RunLimits limits = {});

  // Starts the run or resumes it where its journal ends; returns when it has ended or `stop` was
  // requested (status stopped; it can be resumed). A failed step follows on_failure, else
  // workflow_exception, else the run goes on with its on_completion or ends as failed.
  // `external` sets variables declared external. What can't be run (problems of the document, step
  // types that are not run yet, commands unknown to Commands::knows, external values that don't
  // fit) fails the run at its start, before any step. Errors: of the journal only (conflict:
  // another process runs this run; corrupt: its entries don't follow from the playbook).
  Result<RunEnd> run(RunId run, const Document& document, const Variables& external,
                     std::stop_token stop);

 private:
  Journal& journal_;
  Commands& commands_;
  const Clock& clock_;
  const RunLimits limits_;
};

}  // namespace backstamp::playbook
