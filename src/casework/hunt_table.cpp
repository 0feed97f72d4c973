#include "casework/hunt_table.h"

#include <set>

#include "casework/paging.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "id, name, query, about, saved_by, saved, every_minutes, severity, next_run, last_run, "
    "last_status, last_why, last_rows, failures";
constexpr std::string_view run_columns =
    "started, ended, cause, status, why, row_count, fresh_count, alert_id";
constexpr std::int64_t runs_max = 100;

SavedHunt read_hunt(Row& row) {
  SavedHunt hunt{.id = row.id<SavedHuntId>(),
                 .name = row.valid_text(),
                 .query = row.valid_text(),
                 .about = row.valid_text(),
                 .saved_by = row.valid_text(),
                 .saved = row.time(),
                 .every_minutes = row.number(),
                 .severity = {},
                 .next_run = {},
                 .last_run = {},
                 .last_status = {},
                 .last_why = {}};
  if (row.null()) {
    row.skip(1);
  } else {
    hunt.severity = row.parsed(severity);
  }
  hunt.next_run = row.optional_time();
  hunt.last_run = row.optional_time();
  hunt.last_status = row.text();
  hunt.last_why = row.text();
  hunt.last_rows = row.number();
  hunt.failures = row.number();
  return hunt;
}

HuntRun read_run(Row& row) {
  return {.started = row.time(),
          .ended = row.time(),
          .cause = row.text(),
          .status = row.text(),
          .why = row.text(),
          .rows = row.number(),
          .fresh = row.number(),
          .alert = row.optional_id<AlertId>()};
}

std::optional<std::string> severity_text(const SavedHunt& hunt) {
  if (!hunt.severity) return std::nullopt;
  return std::string(name_of(*hunt.severity));
}

std::string name_key(std::string_view name) { return index_key(ascii_lower(name)); }

Result<std::optional<SavedHunt>> named(Session& session, std::string_view name) {
  return one_row<SavedHunt>(session, {columns, "from saved_hunts where name_key = :key"},
                            {{"key", name_key(name)}}, read_hunt);
}

Result<void> check_name(Session& session, const SavedHunt& hunt) {
  const auto other = TRY(named(session, hunt.name.view()));
  if (!other || other->id == hunt.id) return {};
  return fail(Fault::conflict, "there is a hunt with the name " + hunt.name.str() + " already");
}

Result<void> put(Session& session, const SavedHunt& hunt) {
  TRY(insert(
      session,
      {.table = "saved_hunts",
       .columns = columns,
       .more_columns = "name_key",
       .on_conflict = OnConflict::replace,
       .keys = "id"},
      {hunt.id, hunt.name, hunt.query, hunt.about, hunt.saved_by, hunt.saved, hunt.every_minutes,
       severity_text(hunt), hunt.next_run, hunt.last_run, hunt.last_status, hunt.last_why,
       hunt.last_rows, hunt.failures, name_key(hunt.name.view())}));
  return {};
}

}  // namespace

Result<void> add_saved_hunt(Session& session, const SavedHunt& hunt) {
  TRY(check_name(session, hunt));
  return put(session, hunt);
}

Result<void> update_saved_hunt(Session& session, const SavedHunt& hunt) {
  if (!TRY(find_saved_hunt(session, hunt.id))) {
    return fail(Fault::not_found, "no saved hunt " + hunt.id.value().text());
  }
  TRY(check_name(session, hunt));
  return put(session, hunt);
}

Result<bool> remove_saved_hunt(Session& session, SavedHuntId id) {
  TRY(execute(session, "delete from hunt_findings where hunt_id = :id", {{"id", id}}));
  TRY(execute(session, "delete from hunt_runs where hunt_id = :id", {{"id", id}}));
  return TRY(execute(session, "delete from saved_hunts where id = :id", {{"id", id}})) > 0;
}

Result<std::optional<SavedHunt>> find_saved_hunt(Session& session, SavedHuntId id) {
  return one_row<SavedHunt>(session, {columns, "from saved_hunts where id = :id"}, {{"id", id}},
                            read_hunt);
}

Result<std::optional<SavedHunt>> find_saved_hunt(Session& session, std::string_view id_or_name) {
  if (const auto id = Uuid::parse(id_or_name)) {
    if (auto found = TRY(find_saved_hunt(session, SavedHuntId(*id)))) return found;
  }
  return named(session, id_or_name);
}

Result<std::vector<SavedHunt>> list_saved_hunts(Session& session) {
  return all_rows<SavedHunt>(session, {columns, "from saved_hunts order by name, id"}, {},
                             read_hunt);
}

Result<std::vector<SavedHunt>> due_saved_hunts(Session& session, Time now) {
  return all_rows<SavedHunt>(session,
                             {columns,
                              "from saved_hunts where next_run is not null and next_run <= :now "
                              "order by next_run, id"},
                             {{"now", now}}, read_hunt);
}

Result<std::optional<Time>> next_hunt_run(Session& session) {
  return one_row<Time>(session,
                       {"next_run",
                        "from saved_hunts where next_run is not null "
                        "order by next_run limit 1"},
                       {}, [](Row& row) { return row.time(); });
}

Result<void> add_hunt_run(Session& session, SavedHuntId id, const HuntRun& run) {
  const auto last = TRY(one_row<std::int64_t>(
      session, {"position", "from hunt_runs where hunt_id = :id order by position desc limit 1"},
      {{"id", id}}, [](Row& row) { return row.number(); }));
  const std::int64_t position = last.value_or(0) + 1;
  TRY(insert(session,
             {.table = "hunt_runs", .columns = run_columns, .more_columns = "hunt_id, position"},
             {run.started, run.ended, run.cause, run.status, run.why, run.rows, run.fresh,
              run.alert, id, position}));
  TRY(execute(session, "delete from hunt_runs where hunt_id = :id and position <= :old",
              {{"id", id}, {"old", position - runs_max}}));
  return {};
}

Result<std::vector<HuntRun>> list_hunt_runs(Session& session, SavedHuntId id) {
  return all_rows<HuntRun>(
      session, {run_columns, "from hunt_runs where hunt_id = :id order by position desc"},
      {{"id", id}}, read_run);
}

Result<std::vector<std::string>> fresh_findings(Session& session, SavedHuntId id,
                                                const std::vector<std::string>& keys, Time now) {
  const auto known =
      TRY(all_rows<std::string>(session, {"finding", "from hunt_findings where hunt_id = :id"},
                                {{"id", id}}, [](Row& row) { return row.text(); }));
  const std::set<std::string> before(known.begin(), known.end());
  const std::set<std::string> wanted(keys.begin(), keys.end());
  std::vector<std::string> fresh;
  std::vector<Values> rows;
  for (const std::string& key : wanted) {
    if (!before.contains(key)) fresh.push_back(key);
    rows.push_back({id, key, now});
  }
  if (rows.empty()) return fresh;
  TRY(insert(session,
             {.table = "hunt_findings",
              .columns = "hunt_id, finding, seen",
              .on_conflict = OnConflict::replace,
              .keys = "hunt_id, finding"},
             rows));
  return fresh;
}

Result<void> forget_findings(Session& session, SavedHuntId id, Time before) {
  TRY(execute(session, "delete from hunt_findings where hunt_id = :id and seen < :before",
              {{"id", id}, {"before", before}}));
  return {};
}

}  // namespace backstamp::casework
