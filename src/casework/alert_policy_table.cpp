#include "casework/alert_policy_table.h"

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns = "id, document, changed_by, changed";

StoredAlertPolicy read_policy(Row& row) {
  return {.id = row.text(),
          .document = row.text(),
          .changed_by = row.valid_text(),
          .changed = row.time()};
}

}  // namespace

Result<void> put_alert_policy(Session& session, const StoredAlertPolicy& policy) {
  TRY(insert(session,
             {.table = "alert_policies",
              .columns = columns,
              .on_conflict = OnConflict::replace,
              .keys = "id"},
             {policy.id, policy.document, policy.changed_by, policy.changed}));
  return {};
}

Result<bool> remove_alert_policy(Session& session, const std::string& id) {
  const std::int64_t removed =
      TRY(execute(session, "delete from alert_policies where id = :id", {{"id", id}}));
  return removed == 1;
}

Result<std::vector<StoredAlertPolicy>> list_alert_policies(Session& session) {
  return all_rows<StoredAlertPolicy>(session, {columns, "from alert_policies order by id"}, {},
                                     read_policy);
}

Result<std::optional<Time>> policy_mark(Session& session, const std::string& table) {
  return one_row<Time>(session, {"at", "from policy_marks where name = :name"}, {{"name", table}},
                       [](Row& row) { return row.time(); });
}

Result<void> set_policy_mark(Session& session, const std::string& table, Time mark) {
  TRY(insert(session,
             {.table = "policy_marks",
              .columns = "name, at",
              .on_conflict = OnConflict::replace,
              .keys = "name"},
             {table, mark}));
  return {};
}

}  // namespace backstamp::casework
