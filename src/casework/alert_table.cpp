#include "casework/alert_table.h"

#include "casework/json_text.h"
#include "casework/names.h"
#include "casework/paging.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr Names<Severity, 4> severities = {{{Severity::informational, "Informational"},
                                            {Severity::low, "Low"},
                                            {Severity::medium, "Medium"},
                                            {Severity::high, "High"}}};
constexpr Names<AlertStatus, 3> statuses = {{{AlertStatus::fresh, "New"},
                                             {AlertStatus::in_progress, "InProgress"},
                                             {AlertStatus::resolved, "Resolved"}}};

constexpr std::string_view columns =
    "id, policy, title, severity, category, status, created, raised_by, entities, "
    "investigation_id, deduplication_key, detail";

Alert read_alert(Row& row) {
  return {.id = row.id<AlertId>(),
          .policy = row.text(),
          .title = row.text(),
          .severity = row.parsed(severity),
          .category = row.text(),
          .status = row.parsed(alert_status),
          .created = row.time(),
          .raised_by = row.valid_text(),
          .entities = row.parsed(entities_in),
          .investigation = row.optional_id<InvestigationId>(),
          .deduplication_key = row.text(),
          .detail = row.text()};
}

// Absent for an empty key: such alerts are never the same.
std::optional<std::string> index_of(const Alert& alert) {
  if (alert.deduplication_key.empty()) return std::nullopt;
  return index_key(alert.deduplication_key);
}

Result<void> changed_one(std::int64_t changed, AlertId id) {
  if (changed == 1) return {};
  return fail(Fault::not_found, "no alert has the id " + id.value().text());
}

}  // namespace

std::string_view name_of(Severity severity) { return name_in(severities, severity); }

Result<Severity> severity(std::string_view name) { return value_in(severities, name, "severity"); }

std::string_view name_of(AlertStatus status) { return name_in(statuses, status); }

Result<AlertStatus> alert_status(std::string_view name) {
  return value_in(statuses, name, "alert status");
}

Result<Alert> add_alert(Session& session, const Alert& alert) {
  const auto index = index_of(alert);
  const std::int64_t added =
      TRY(insert(session,
                 {.table = "alerts",
                  .columns = columns,
                  .more_columns = "deduplication_index",
                  .on_conflict = OnConflict::ignore},
                 {alert.id, alert.policy, alert.title, name_of(alert.severity), alert.category,
                  name_of(alert.status), alert.created, alert.raised_by, json_text(alert.entities),
                  alert.investigation, alert.deduplication_key, alert.detail, index}));
  if (added == 1) return alert;
  const auto stored =
      TRY(one_row<Alert>(session, {columns, "from alerts where deduplication_index = :key"},
                         {{"key", index.value_or("")}}, read_alert));
  if (stored) return *stored;
  return fail(Fault::conflict, "another alert has the id " + alert.id.value().text());
}

Result<std::optional<Alert>> find_alert(Session& session, AlertId id) {
  return one_row<Alert>(session, {columns, "from alerts where id = :id"}, {{"id", id}}, read_alert);
}

Result<std::vector<Alert>> list_alerts(Session& session, std::size_t rows_max,
                                       std::optional<Time> before,
                                       std::optional<AlertId> before_id) {
  const PageStart start = page_start(before, before_id);
  return all_rows<Alert>(session,
                         {columns,
                          "from alerts where created < :before "
                          "or (created = :same and id < :id) "
                          "order by created desc, id desc limit :rows"},
                         {{"before", start.before_ms},
                          {"same", start.before_ms},
                          {"id", start.before_id},
                          {"rows", limit_of(rows_max)}},
                         read_alert);
}

Result<void> set_alert_status(Session& session, AlertId id, AlertStatus status) {
  return changed_one(TRY(execute(session, "update alerts set status = :status where id = :id",
                                 {{"status", name_of(status)}, {"id", id}})),
                     id);
}

Result<void> set_alert_investigation(Session& session, AlertId id, InvestigationId investigation) {
  return changed_one(
      TRY(execute(session, "update alerts set investigation_id = :investigation where id = :id",
                  {{"investigation", investigation}, {"id", id}})),
      id);
}

}  // namespace backstamp::casework
