// What a run did, in order; written before and after each step. The journal is the run's only
// state: a run is resumed by replaying it.
#pragma once

#include <any>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/strong.h"
#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::playbook {

using RunId = Strong<struct RunIdTag, Uuid>;

enum class EntryKind {
  run_started,    // detail: {playbook, version, variables}
  step_started,   // detail: {in_args}
  step_finished,  // detail: {status, out_args, asked, found, why}: asked and found are shown to
                  // people
  step_resumed,   // a step that was started, but not finished, before a crash is run again
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

std::string_view name_of(EntryKind kind);
Result<EntryKind> entry_kind(std::string_view name);

// Kept by the case store. The implementation is handed in by main.
class Journal {
 public:
  virtual ~Journal() = default;
  virtual Result<std::vector<Entry>> load(RunId run) = 0;
  // Durable when it returns. `found` is what the command handed out for keeping (CommandOutcome::
  // found): written in the same transaction, so a finished step and its findings are never apart.
  // Error: conflict when the entry's sequence is taken: another process runs this run.
  virtual Result<void> append(RunId run, const Entry& entry, const std::any& found) = 0;
};

}  // namespace backstamp::playbook
