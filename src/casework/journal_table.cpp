#include "casework/journal_table.h"

#include "casework/chain.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "sequence, kind, invocation, step_id, step_name, command, at, detail, previous_hash, hash";

JournalEntry read_entry(Row& row) {
  return {.sequence = row.number(),
          .kind = row.text(),
          .invocation = row.text(),
          .step_id = row.text(),
          .step_name = row.text(),
          .command = row.text(),
          .at = row.time(),
          .detail = row.text(),
          .previous_hash = row.text(),
          .hash = row.text()};
}

std::string hash_of(const std::string& investigation, const JournalEntry& entry) {
  return chain_hash(entry.previous_hash,
                    {investigation, std::to_string(entry.sequence), entry.kind, entry.invocation,
                     entry.step_id, entry.step_name, entry.command,
                     std::to_string(entry.at.time_since_epoch().count()), entry.detail});
}

Error taken(InvestigationId id, std::int64_t wanted, std::int64_t next) {
  return Error{Fault::conflict, "journal " + id.value().text() + ": the next entry is " +
                                    std::to_string(next) + ", not " + std::to_string(wanted) +
                                    "; another process runs this investigation"};
}

// An entry as it is stored, unparsed: whatever was done to it, it can be looked at.
struct StoredEntry {
  std::string investigation, sequence;
  std::vector<std::string> fields;
  std::string previous_hash, hash;
};

StoredEntry read_stored(Row& row) {
  StoredEntry entry;
  entry.investigation = row.lenient();
  entry.sequence = row.lenient();
  while (entry.fields.size() < 7) entry.fields.push_back(row.lenient());
  entry.previous_hash = row.lenient();
  entry.hash = row.lenient();
  return entry;
}

std::string hash_of(const StoredEntry& entry) {
  const auto& field = entry.fields;
  return chain_hash(entry.previous_hash, {entry.investigation, entry.sequence, field[0], field[1],
                                          field[2], field[3], field[4], field[5], field[6]});
}

constexpr std::int64_t page_rows = 10'000;

Result<std::vector<StoredEntry>> page_after(Session& session, const std::string& investigation,
                                            std::int64_t sequence) {
  return all_rows<StoredEntry>(
      session,
      {"investigation_id, sequence, kind, invocation, step_id, step_name, command, at, detail, "
       "previous_hash, hash",
       "from journal where investigation_id > :after "
       "or (investigation_id = :same and sequence > :sequence) "
       "order by investigation_id, sequence limit :rows"},
      {{"after", investigation},
       {"same", investigation},
       {"sequence", sequence},
       {"rows", page_rows}},
      read_stored);
}

}  // namespace

Result<JournalTail> journal_tail(Session& session, InvestigationId id) {
  const auto last = TRY(one_row<JournalTail>(
      session,
      {"sequence, hash",
       "from journal where investigation_id = :id order by sequence desc limit 1"},
      {{"id", id}}, [](Row& row) { return JournalTail{row.number(), row.text()}; }));
  return last.value_or(JournalTail{0, chain_start()});
}

Result<void> append_journals(Session& session, std::span<const JournalRow> rows,
                             JournalTails& tails) {
  std::vector<Values> values;
  values.reserve(rows.size());
  for (const JournalRow& row : rows) {
    JournalTail& tail = tails.at(row.id);
    JournalEntry entry = row.entry;
    if (entry.sequence != tail.sequence + 1) {
      return std::unexpected(taken(row.id, entry.sequence, tail.sequence + 1));
    }
    entry.previous_hash = tail.hash;
    tail = {entry.sequence, hash_of(row.id.value().text(), entry)};
    values.push_back({entry.sequence, entry.kind, entry.invocation, entry.step_id, entry.step_name,
                      entry.command, entry.at, entry.detail, entry.previous_hash, tail.hash,
                      row.id});
  }
  const std::int64_t added = TRY(insert(session,
                                        {.table = "journal",
                                         .columns = columns,
                                         .more_columns = "investigation_id",
                                         .on_conflict = OnConflict::ignore},
                                        values));
  if (added == static_cast<std::int64_t>(rows.size())) return {};
  const JournalRow& row = rows.front();
  return std::unexpected(taken(row.id, row.entry.sequence, row.entry.sequence + 1));
}

Result<void> append_journal(Session& session, InvestigationId id, JournalEntry entry) {
  JournalTails tails = {{id, TRY(journal_tail(session, id))}};
  const JournalRow row{id, std::move(entry)};
  return append_journals(session, std::span(&row, 1), tails);
}

Result<std::vector<JournalEntry>> list_journal(Session& session, InvestigationId id) {
  return all_rows<JournalEntry>(
      session, {columns, "from journal where investigation_id = :id order by sequence"},
      {{"id", id}}, read_entry);
}

Result<std::vector<StillJournal>> still_journals(Session& session, Time before,
                                                 std::size_t rows_max) {
  return all_rows<StillJournal>(
      session,
      {"investigation_id, last_sequence, last_at",
       "from (select investigation_id, max(sequence) as last_sequence, max(at) as last_at "
       "from journal join investigations on id = investigation_id "
       "where run_finished = 0 group by investigation_id) as journals "
       "where last_at < :before order by last_at, investigation_id limit :rows"},
      {{"before", before}, {"rows", rows_max}}, [](Row& row) {
        return StillJournal{
            .id = row.id<InvestigationId>(), .sequence = row.number(), .since = row.time()};
      });
}

Result<std::optional<BrokenEntry>> verify_journals(Session& session) {
  ChainCheck check;
  std::string investigation;
  std::int64_t sequence = 0;
  for (;;) {
    const auto page = TRY(page_after(session, investigation, sequence));
    for (const StoredEntry& entry : page) {
      if (entry.investigation != investigation) check = {};
      investigation = entry.investigation;
      sequence = check.next();
      const std::string what =
          check.look(entry.sequence, entry.previous_hash, entry.hash, hash_of(entry));
      if (!what.empty()) return BrokenEntry{"journal " + investigation, sequence, what};
    }
    if (page.size() < page_rows) return std::nullopt;
  }
}

}  // namespace backstamp::casework
