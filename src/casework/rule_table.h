// What decides about mailboxes' mail besides their owners: an inventory with its history.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "casework/store.h"

namespace backstamp::casework {

// A rule as it was from `since` until `until`.
struct RuleRow {
  Text mailbox;
  std::string kind, name;  // platform/mail_rules.h
  bool active = false;
  std::string sha256;    // of its content, which lies in the message store
  std::string findings;  // JSON: [{"kind", "detail", "target", "line"}]
  bool suspicious = false;
  Time since;
  std::optional<Time> until;  // nothing: it is so now
  bool operator==(const RuleRow&) const = default;
};

struct RuleChanges {
  std::int64_t come = 0, changed = 0, gone = 0;
};

// Compares what was seen in one mailbox at `now` with what was known: rows of rules that changed or
// went are closed, those that came or changed are begun.
Result<RuleChanges> record_rules(Session& session, const Text& mailbox,
                                 std::span<const RuleRow> seen, Time now);

// By mailbox, kind, name and time. `suspicious_only` as it says; with `history` closed rows, too.
struct RuleFilter {
  std::string mailbox = {};  // empty: all
  bool suspicious_only = false, history = false;
};
Result<std::vector<RuleRow>> list_rules(Session& session, const RuleFilter& filter);

}  // namespace backstamp::casework
