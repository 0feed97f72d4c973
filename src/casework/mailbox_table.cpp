#include "casework/import_table.h"
#include "casework/statement.h"

namespace backstamp::casework {

Result<void> put_mailbox(Session& session, const MailboxEntry& mailbox) {
  TRY(insert(session,
             {.table = "mailboxes",
              .columns = "address, address_key, kind, path",
              .on_conflict = OnConflict::replace,
              .keys = "address_key"},
             {mailbox.address, index_key(mailbox.address.view()), mailbox.kind, mailbox.path}));
  return {};
}

Result<std::vector<MailboxEntry>> list_mailboxes(Session& session) {
  return all_rows<MailboxEntry>(
      session, {"address, kind, path", "from mailboxes order by address_key"}, {},
      [](Row& row) -> MailboxEntry {
        return {.address = row.valid_text(), .kind = row.text(), .path = row.text()};
      });
}

}  // namespace backstamp::casework
