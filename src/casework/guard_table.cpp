#include "casework/guard_table.h"

#include "casework/statement.h"

namespace backstamp::casework {

Result<void> put_guard(Session& session, const Uuid& guard, const Uuid& message, Time at) {
  TRY(insert(session,
             {.table = "guards",
              .columns = "guard, network_message_id, at",
              .on_conflict = OnConflict::replace,
              .keys = "guard"},
             {guard, message, at}));
  return {};
}

Result<std::optional<Uuid>> message_of_guard(Session& session, const Uuid& guard) {
  return one_row<Uuid>(session, {"network_message_id", "from guards where guard = :guard"},
                       {{"guard", guard}}, [](Row& row) { return row.uuid(); });
}

Result<void> forget_guards(Session& session, Time until) {
  TRY(execute(session, "delete from guards where at < :until", {{"until", until}}));
  return {};
}

}  // namespace backstamp::casework
