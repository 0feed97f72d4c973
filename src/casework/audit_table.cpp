#include "casework/audit_table.h"

#include <limits>

#include "casework/chain.h"
#include "casework/paging.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "sequence, at, actor, what, target, detail, previous_hash, hash";

AuditEntry read_entry(Row& row) {
  return {.sequence = row.number(),
          .at = row.time(),
          .actor = row.text(),
          .what = row.text(),
          .target = row.text(),
          .detail = row.text(),
          .previous_hash = row.text(),
          .hash = row.text()};
}

// As it is stored, unparsed: whatever was done to it, it can be looked at.
struct StoredEntry {
  std::string sequence, at, actor, what, target, detail, previous_hash, hash;
};

StoredEntry read_stored(Row& row) {
  return {.sequence = row.lenient(),
          .at = row.lenient(),
          .actor = row.lenient(),
          .what = row.lenient(),
          .target = row.lenient(),
          .detail = row.lenient(),
          .previous_hash = row.lenient(),
          .hash = row.lenient()};
}

constexpr std::int64_t page_rows = 10'000;

}  // namespace

Result<void> append_audit(Session& session, AuditEntry entry) {
  const auto last = TRY(one_row<AuditEntry>(
      session, {columns, "from audit order by sequence desc limit 1"}, {}, read_entry));
  entry.sequence = last ? last->sequence + 1 : 1;
  entry.previous_hash = last ? last->hash : chain_start();
  entry.hash =
      chain_hash(entry.previous_hash, {std::to_string(entry.sequence),
                                       std::to_string(entry.at.time_since_epoch().count()),
                                       entry.actor, entry.what, entry.target, entry.detail});
  // PostgreSQL: `ignore` makes a concurrent append a serialization failure, which is tried again.
  const std::int64_t added =
      TRY(insert(session, {.table = "audit", .columns = columns, .on_conflict = OnConflict::ignore},
                 {entry.sequence, entry.at, entry.actor, entry.what, entry.target, entry.detail,
                  entry.previous_hash, entry.hash}));
  if (added == 1) return {};
  return fail(Fault::conflict, "audit: entry " + std::to_string(entry.sequence) + " is taken");
}

Result<std::vector<AuditEntry>> list_audit(Session& session, std::size_t rows_max,
                                           std::int64_t before_sequence) {
  const std::int64_t before =
      before_sequence == 0 ? std::numeric_limits<std::int64_t>::max() : before_sequence;
  return all_rows<AuditEntry>(
      session, {columns, "from audit where sequence < :before order by sequence desc limit :rows"},
      {{"before", before}, {"rows", limit_of(rows_max)}}, read_entry);
}

Result<std::optional<BrokenEntry>> verify_audit(Session& session) {
  ChainCheck check;
  for (;;) {
    const std::int64_t after = check.next() - 1;
    const auto page = TRY(all_rows<StoredEntry>(
        session, {columns, "from audit where sequence > :after order by sequence limit :rows"},
        {{"after", after}, {"rows", page_rows}}, read_stored));
    for (const StoredEntry& entry : page) {
      const std::int64_t sequence = check.next();
      const std::string hash = chain_hash(
          entry.previous_hash,
          {entry.sequence, entry.at, entry.actor, entry.what, entry.target, entry.detail});
      const std::string what = check.look(entry.sequence, entry.previous_hash, entry.hash, hash);
      if (!what.empty()) return BrokenEntry{"audit", sequence, what};
    }
    if (page.size() < page_rows) return std::nullopt;
  }
}

}  // namespace backstamp::casework
