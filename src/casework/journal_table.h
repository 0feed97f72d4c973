// The append-only, hash-chained journal of an investigation.
// hash = SHA-256(previous hash, then each field with its length before it), lower-case hex; the
// first entry's previous hash is 64 zeros. Fields, each as "LENGTH:BYTES" with a decimal length:
// investigation id, sequence, kind, invocation, step id, step name, command, time in milliseconds
// since 1970, detail.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "casework/alert.h"
#include "casework/store.h"

namespace backstamp::casework {

struct JournalEntry {
  std::int64_t sequence = 0;  // 1, 2, 3, ... within the investigation
  std::string kind;           // of playbook/journal.h
  std::string invocation, step_id, step_name, command;
  Time at;
  std::string detail;  // JSON object
  std::string previous_hash, hash;
  bool operator==(const JournalEntry&) const = default;
};

// Where a journal ends: what its next entry follows.
struct JournalTail {
  std::int64_t sequence = 0;
  std::string hash;
};
Result<JournalTail> journal_tail(Session& session, InvestigationId id);

// Entries of several journals at once, those of one in their order. `tails` holds the end of each
// journal and is moved on. Error: conflict when a sequence is not the next one or is taken; then
// nothing of the transaction may be kept.
struct JournalRow {
  InvestigationId id;
  JournalEntry entry;
};
using JournalTails = std::map<InvestigationId, JournalTail>;
Result<void> append_journals(Session& session, std::span<const JournalRow> rows,
                             JournalTails& tails);

// Sets previous_hash and hash. Error: conflict when the sequence is not the next one.
Result<void> append_journal(Session& session, InvestigationId id, JournalEntry entry);
Result<std::vector<JournalEntry>> list_journal(Session& session, InvestigationId id);

// Journals of unfinished investigations without an entry since `before`.
struct StillJournal {
  InvestigationId id;
  std::int64_t sequence = 0;  // of its last entry
  Time since;
};
Result<std::vector<StillJournal>> still_journals(Session& session, Time before,
                                                 std::size_t rows_max);

// The first entry that does not give its hash, or nothing.
struct BrokenEntry {
  std::string chain;  // "journal INVESTIGATION" or "audit"
  std::int64_t sequence = 0;
  std::string what;
};
Result<std::optional<BrokenEntry>> verify_journals(Session& session);

}  // namespace backstamp::casework
