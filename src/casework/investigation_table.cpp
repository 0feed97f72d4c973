#include "casework/investigation_table.h"

#include "casework/json_text.h"
#include "casework/names.h"
#include "casework/paging.h"
#include "casework/resolve.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

using enum InvestigationStatus;

constexpr Names<InvestigationStatus, 11> statuses = {
    {{starting, "Starting"},
     {running, "Running"},
     {pending_action, "PendingAction"},
     {no_threats_found, "NoThreatsFound"},
     {partially_investigated, "PartiallyInvestigated"},
     {remediated, "Remediated"},
     {partially_remediated, "PartiallyRemediated"},
     {terminated_by_system, "TerminatedBySystem"},
     {terminated_by_user, "TerminatedByUser"},
     {failed, "Failed"},
     {queued_by_throttling, "QueuedByThrottling"}}};

constexpr std::string_view columns =
    "id, name, playbook_id, playbook_name, playbook_version, status, result, started_by, "
    "root_kind, root_value, variables, alerts, started, ended, pending_since, run_finished";

Investigation read_investigation(Row& row) {
  return {.id = row.id<InvestigationId>(),
          .name = row.text(),
          .playbook_id = row.text(),
          .playbook_name = row.text(),
          .playbook_version = row.text(),
          .status = row.parsed(investigation_status),
          .result = row.text(),
          .started_by = row.text(),
          .root = Entity{.kind = row.parsed(entity_kind), .value = row.valid_text()},
          .variables = row.text(),
          .alerts = row.parsed(alerts_in),
          .started = row.time(),
          .ended = row.optional_time(),
          .pending_since = row.optional_time(),
          .run_finished = row.flag()};
}

Result<std::int64_t> write(Session& session, const Investigation& all, OnConflict on_conflict) {
  return insert(session,
                {.table = "investigations",
                 .columns = columns,
                 .more_columns = "root_key",
                 .on_conflict = on_conflict,
                 .keys = "id"},
                {all.id, all.name, all.playbook_id, all.playbook_name, all.playbook_version,
                 name_of(all.status), all.result, all.started_by, name_of(all.root.kind),
                 all.root.value, all.variables, json_text(all.alerts), all.started, all.ended,
                 all.pending_since, all.run_finished, index_key(all.root.value.view())});
}

InvestigationId read_id(Row& row) { return row.id<InvestigationId>(); }

}  // namespace

std::string_view name_of(InvestigationStatus status) { return name_in(statuses, status); }

Result<InvestigationStatus> investigation_status(std::string_view name) {
  return value_in(statuses, name, "investigation status");
}

Result<void> add_investigation(Session& session, const Investigation& investigation) {
  if (TRY(write(session, investigation, OnConflict::ignore)) == 1) return {};
  return fail(Fault::conflict,
              "an investigation has the id " + investigation.id.value().text() + " already");
}

Result<void> update_investigation(Session& session, const Investigation& investigation) {
  if (TRY(find_investigation(session, investigation.id))) {
    TRY(write(session, investigation, OnConflict::replace));
    return {};
  }
  return fail(Fault::not_found, "no investigation has the id " + investigation.id.value().text());
}

Result<std::optional<Investigation>> find_investigation(Session& session, InvestigationId id) {
  return one_row<Investigation>(session, {columns, "from investigations where id = :id"},
                                {{"id", id}}, read_investigation);
}

Result<InvestigationId> resolve_investigation(Session& session, std::string_view id_or_prefix) {
  return InvestigationId(TRY(resolve_id(session, "investigations", "investigation", id_or_prefix)));
}

Result<std::vector<Investigation>> list_investigations(Session& session, std::size_t rows_max,
                                                       std::optional<InvestigationStatus> status,
                                                       std::optional<Time> before,
                                                       std::optional<InvestigationId> before_id) {
  const PageStart start = page_start(before, before_id);
  const std::string rest = std::string("from investigations where ") +
                           (status ? "status = :status" : ":status = ''") +
                           " and (started < :before or (started = :same and id < :id)) "
                           "order by started desc, id desc limit :rows";
  return all_rows<Investigation>(session, {columns, rest},
                                 {{"status", status ? name_of(*status) : ""},
                                  {"before", start.before_ms},
                                  {"same", start.before_ms},
                                  {"id", start.before_id},
                                  {"rows", limit_of(rows_max)}},
                                 read_investigation);
}

Result<std::vector<InvestigationId>> unfinished_investigations(Session& session) {
  return all_rows<InvestigationId>(
      session, {"id", "from investigations where run_finished = 0 order by started, id"}, {},
      read_id);
}

Result<std::optional<InvestigationId>> open_investigation_of(Session& session, const Entity& root,
                                                             std::string_view playbook_id) {
  return one_row<InvestigationId>(
      session,
      {"id",
       "from investigations where root_kind = :kind and root_key = :key "
       "and playbook_id = :playbook and ended is null order by started desc, id desc limit 1"},
      {{"kind", name_of(root.kind)},
       {"key", index_key(root.value.view())},
       {"playbook", playbook_id}},
      read_id);
}

}  // namespace backstamp::casework
