// Saved hunts, when they run by themselves, what their runs gave, and which findings are known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "casework/alert.h"
#include "casework/store.h"

namespace backstamp::casework {

using SavedHuntId = Strong<struct SavedHuntIdTag, Uuid>;

struct SavedHunt {
  SavedHuntId id;
  Text name;  // unlike that of any other
  Text query;
  Text about;
  Text saved_by;
  Time saved;
  std::int64_t every_minutes = 0;    // 0: runs only when it is asked to
  std::optional<Severity> severity;  // of the alert that a finding raises; nothing: no alert
  std::optional<Time> next_run;      // only with every_minutes
  // Of the last run: "", "Done" or "Failed"; failures are those since the last that was done.
  std::optional<Time> last_run;
  std::string last_status;
  std::string last_why;
  std::int64_t last_rows = 0, failures = 0;
  bool operator==(const SavedHunt&) const = default;
};

struct HuntRun {
  Time started, ended;
  std::string cause;   // "schedule" or who asked
  std::string status;  // "Done" or "Failed"
  std::string why;     // of a failure
  std::int64_t rows = 0;
  std::int64_t fresh = 0;        // rows that no earlier run had
  std::optional<AlertId> alert;  // that the fresh ones raised
  bool operator==(const HuntRun&) const = default;
};

// Error: conflict when another hunt has the name.
Result<void> add_saved_hunt(Session& session, const SavedHunt& hunt);
// Error: not_found; conflict as above.
Result<void> update_saved_hunt(Session& session, const SavedHunt& hunt);
// With its runs and findings. False when there was none.
Result<bool> remove_saved_hunt(Session& session, SavedHuntId id);
Result<std::optional<SavedHunt>> find_saved_hunt(Session& session, SavedHuntId id);
// By id or name.
Result<std::optional<SavedHunt>> find_saved_hunt(Session& session, std::string_view id_or_name);
Result<std::vector<SavedHunt>> list_saved_hunts(Session& session);  // by name
// Whose next run is at `now` or before, the one that waits longest first.
Result<std::vector<SavedHunt>> due_saved_hunts(Session& session, Time now);
Result<std::optional<Time>> next_hunt_run(Session& session);

// Keeps the newest hundred.
Result<void> add_hunt_run(Session& session, SavedHuntId id, const HuntRun& run);
Result<std::vector<HuntRun>> list_hunt_runs(Session& session, SavedHuntId id);  // newest first

// Which of these no run had before; all of them are known from now on, and seen at `now`.
Result<std::vector<std::string>> fresh_findings(Session& session, SavedHuntId id,
                                                const std::vector<std::string>& keys, Time now);
// Forgets what was last seen before `before`.
Result<void> forget_findings(Session& session, SavedHuntId id, Time before);

}  // namespace backstamp::casework
