// Action: a planned change with a target set, a reason, an inverse and a blast radius.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/alert.h"
#include "casework/entity.h"

namespace backstamp::casework {

using ActionId = Strong<struct ActionIdTag, Uuid>;

enum class ActionStatus {
  pending,   // waits for a decision
  approved,  // decided, not begun
  executing,
  done,     // every target has an outcome that was verified
  partial,  // some targets failed
  failed,   // no target succeeded
  rejected,
  expired,    // nobody decided in time
  cancelled,  // became moot: no target is left in a mailbox
  undoing,
  undone,
};

struct Decision {
  std::string by;
  Time at;
  std::string comment;
  std::string verdict;  // "approved" or "rejected"
  bool operator==(const Decision&) const = default;
};

struct Action {
  ActionId id;
  std::string type;  // of the catalogue: "soft_delete_messages", "quarantine_messages"
  ActionStatus status = ActionStatus::pending;
  std::string origin;  // what began it: "" for an investigation, "zero_hour_purge"
  std::string title, reason;
  std::optional<InvestigationId> investigation;
  std::string target_kind;   // "message" or "cluster"
  std::string target_query;  // KQL, for people
  bool reversible = true;
  std::string inverse;                                // what undo does, one sentence
  std::int64_t copies = 0, mailboxes = 0, users = 0;  // blast radius
  Time created, expires;
  std::optional<Decision> decision;
  std::optional<Decision> undo_decision;
  std::string invocation;         // the step that recommended it; may be empty
  std::string deduplication_key;  // within the investigation: recommending twice is once
  bool operator==(const Action&) const = default;
};

// Where one target of an action stands. `planned` -> `intended` (the place is recorded, the change
// may have begun) -> an outcome. Undo goes `done` -> `undo_intended` -> `undone`.
enum class TargetState {
  planned,
  intended,
  done,
  failed,
  already,
  not_found,
  undo_intended,
  undone,
  undo_failed
};

struct ActionTarget {
  Copy copy;
  std::int64_t instance = 0;  // 0, 1, ...: the same message may lie twice in a mailbox
  std::string folder, name;   // where it was last seen: a hint for finding it, may be empty
  TargetState state = TargetState::planned;
  std::string place;   // platform's JSON of the original place; empty until intended
  std::string detail;  // why it failed, where it was found; one line
  std::optional<Time> at;
  bool operator==(const ActionTarget&) const = default;
};

struct OutcomeCounts {
  std::int64_t done = 0, failed = 0, already = 0, not_found = 0, undone = 0, open = 0;
  bool operator==(const OutcomeCounts&) const = default;
};

}  // namespace backstamp::casework
