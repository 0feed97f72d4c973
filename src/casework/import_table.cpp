#include "casework/import_table.h"

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "id, source, mailbox, direction, status, why, files, files_imported, files_refused, messages, "
    "copies_added, copies_known, refused, started, ended";

Import read_import(Row& row) {
  return {.id = row.id<ImportId>(),
          .source = row.text(),
          .mailbox = row.text(),
          .direction = row.text(),
          .status = row.text(),
          .why = row.text(),
          .files = row.number(),
          .files_imported = row.number(),
          .files_refused = row.number(),
          .messages = row.number(),
          .copies_added = row.number(),
          .copies_known = row.number(),
          .refused = row.text(),
          .started = row.time(),
          .ended = row.optional_time()};
}

}  // namespace

Result<void> put_import(Session& session, const Import& all) {
  TRY(insert(
      session,
      {.table = "imports", .columns = columns, .on_conflict = OnConflict::replace, .keys = "id"},
      {all.id, all.source, all.mailbox, all.direction, all.status, all.why, all.files,
       all.files_imported, all.files_refused, all.messages, all.copies_added, all.copies_known,
       all.refused, all.started, all.ended}));
  return {};
}

Result<std::optional<Import>> find_import(Session& session, ImportId id) {
  return one_row<Import>(session, {columns, "from imports where id = :id"}, {{"id", id}},
                         read_import);
}

Result<std::vector<Import>> running_imports(Session& session) {
  return all_rows<Import>(session,
                          {columns, "from imports where status = 'Running' order by started, id"},
                          {}, read_import);
}

}  // namespace backstamp::casework
