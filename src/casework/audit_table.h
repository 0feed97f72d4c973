// The audit chain: who did what to the system, hash-chained over the whole store. Hashed as the
// journal is; fields: sequence, time in milliseconds since 1970, actor, what, target, detail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "casework/journal_table.h"
#include "casework/store.h"

namespace backstamp::casework {

struct AuditEntry {
  std::int64_t sequence = 0;
  Time at;
  std::string actor;   // "analyst", an address, "system"
  std::string what;    // "action approved", "indicator added", "message reported", ...
  std::string target;  // id or value
  std::string detail;  // JSON object
  std::string previous_hash, hash;
  bool operator==(const AuditEntry&) const = default;
};

// Sets sequence and hashes. Concurrent appends are put in order by the store.
Result<void> append_audit(Session& session, AuditEntry entry);
// Newest first, those before `before_sequence` unless it is 0.
Result<std::vector<AuditEntry>> list_audit(Session& session, std::size_t rows_max,
                                           std::int64_t before_sequence);
Result<std::optional<BrokenEntry>> verify_audit(Session& session);

}  // namespace backstamp::casework
