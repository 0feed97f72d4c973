// What a run did, in order; written before and after each step. The journal is the run's only
// state: a run is resumed by replaying it.
#pragma once

#include <any>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/strong.h"
#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::playbook {

using RunId = Strong<struct RunIdTag, Uuid>;

enum class EntryKind {
  run_started,    // detail: {playbook, version, variables, pinned}
  step_started,   // detail: {in_args} or what the step goes by {condition, holds}, {value, case}
  step_repeated,  // detail: {round, holds}: a while step's condition was told again
  step_waiting,   // detail: {question}: a person's answer is waited for
  step_finished,  // detail: {status, out_args, asked, found, why, by}: asked and found are shown
                  // to people
  step_resumed,   // a step that was started, but not finished, before a crash is run again
  run_paused,     // detail: {by, why, reply}: nothing more is begun until run_continued
  run_continued,  // detail: {by, why, reply}; the time between does not count for open steps
  run_cancelled,  // detail: {why}: by a person or the run's own limit; run_finished follows
  run_finished,   // detail: {status, why}
};

struct Entry {
  std::int64_t sequence = 0;  // 1, 2, 3, ... within the run, without gaps
  EntryKind kind = EntryKind::run_started;
  std::string invocation;  // of the step: unique within the run, derived from the path to it
  std::string step_id, step_name, command;
  Time at;
  std::string detail;  // JSON object
};

// `found` is what the command handed out for keeping (CommandOutcome::findings).
struct Finding {
  Entry entry;
  std::any found{};
};

std::string_view name_of(EntryKind kind);
Result<EntryKind> entry_kind(std::string_view name);

// What a person said to a run: to a step that waits for it, or (invocation empty) to the run.
struct Reply {
  enum class Kind { succeeded, failed, repeat, cancel, pause, resume };
  std::int64_t position = 0;  // 1, 2, 3, ... among the replies to this run
  Kind kind = Kind::succeeded;
  std::string invocation{};
  std::map<std::string, std::string> values{};  // by variable: become the step's out_args
  std::string by{}, comment{};
};

// "succeeded", "failed", "repeat", "cancel", "pause", "resume". Error: invalid.
Result<Reply::Kind> reply_kind(std::string_view name);

// Kept by the case store. The implementation is handed in by main.
class Journal {
 public:
  virtual ~Journal() = default;
  virtual Result<std::vector<Entry>> load(RunId run) = 0;
  // All entries or none, durable when it returns. What was found is written in the same
  // transaction, so a finished step and its findings are never apart.
  // Error: conflict when a sequence is taken: another process runs this run.
  virtual Result<void> append(RunId run, std::span<const Finding> entries) = 0;
  // What people said, in order; also what was heard before. Asked about once a second at most.
  virtual Result<std::vector<Reply>> replies(RunId) { return std::vector<Reply>(); }
};

}  // namespace backstamp::playbook
