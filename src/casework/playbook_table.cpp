#include "casework/playbook_table.h"

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns = "id, version, document, imported_by, imported";

StoredPlaybook read_playbook(Row& row) {
  return {.id = row.text(),
          .version = row.text(),
          .document = row.text(),
          .imported_by = row.valid_text(),
          .imported = row.time()};
}

}  // namespace

Result<bool> add_playbook(Session& session, const StoredPlaybook& playbook) {
  const std::int64_t added = TRY(insert(
      session, {.table = "playbooks", .columns = columns, .on_conflict = OnConflict::ignore},
      {playbook.id, playbook.version, playbook.document, playbook.imported_by, playbook.imported}));
  return added == 1;
}

Result<std::vector<StoredPlaybook>> list_playbooks(Session& session) {
  return all_rows<StoredPlaybook>(session, {columns, "from playbooks order by id, version"}, {},
                                  read_playbook);
}

}  // namespace backstamp::casework
