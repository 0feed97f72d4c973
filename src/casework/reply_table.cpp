#include "casework/reply_table.h"

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns = "kind, invocation, given, replied_by, comment, at";

Reply read_reply(Row& row) {
  return {.kind = row.text(),
          .invocation = row.text(),
          .values = row.text(),
          .by = row.valid_text(),
          .comment = row.valid_text(),
          .at = row.time()};
}

}  // namespace

Result<void> add_reply(Session& session, InvestigationId id, const Reply& reply) {
  const auto last = TRY(one_row<std::int64_t>(
      session,
      {"position", "from replies where investigation_id = :id order by position desc limit 1"},
      {{"id", id}}, [](Row& row) { return row.number(); }));
  TRY(insert(session,
             {.table = "replies", .columns = columns, .more_columns = "investigation_id, position"},
             {reply.kind, reply.invocation, reply.values, reply.by, reply.comment, reply.at, id,
              last.value_or(0) + 1}));
  return {};
}

Result<std::vector<Reply>> list_replies(Session& session, InvestigationId id) {
  return all_rows<Reply>(session,
                         {columns, "from replies where investigation_id = :id order by position"},
                         {{"id", id}}, read_reply);
}

}  // namespace backstamp::casework
