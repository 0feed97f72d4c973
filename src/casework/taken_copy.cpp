#include "casework/taken_copy.h"

#include "casework/statement.h"

namespace backstamp::casework {

Result<std::optional<ActionId>> action_that_took(Session& session, const Copy& copy,
                                                 ActionId self) {
  return one_row<ActionId>(
      session,
      {"action_id",
       "from action_targets where network_message_id = :message and recipient_key = :recipient "
       "and action_id <> :self and state in ('Done', 'UndoIntended', 'UndoFailed') "
       "order by at limit 1"},
      {{"message", copy.network_message_id},
       {"recipient", index_key(copy.recipient.view())},
       {"self", self}},
      [](Row& row) { return row.id<ActionId>(); });
}

Result<bool> is_in_hand(Session& session, const Copy& copy) {
  const auto found = TRY(one_row<ActionId>(
      session,
      {"action_id",
       "from action_targets where network_message_id = :message and recipient_key = :recipient "
       "and state in ('Intended', 'Done', 'UndoIntended', 'UndoFailed') limit 1"},
      {{"message", copy.network_message_id}, {"recipient", index_key(copy.recipient.view())}},
      [](Row& row) { return row.id<ActionId>(); }));
  return found.has_value();
}

}  // namespace backstamp::casework
