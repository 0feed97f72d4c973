#include "casework/imap_table.h"

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view folder_columns = "wire, name, uid_validity, uid_next, messages, modseq";

SyncedFolder read_folder(Row& row) {
  return {.wire = row.text(),
          .name = row.text(),
          .uid_validity = row.number(),
          .uid_next = row.number(),
          .messages = row.number(),
          .modseq = row.number()};
}

Result<void> forget_messages(Session& session, const Text& mailbox, std::string_view wire) {
  TRY(execute(session,
              "delete from imap_messages where mailbox_key = :mailbox and wire_key = :wire",
              {{"mailbox", index_key(mailbox.view())}, {"wire", index_key(storable(wire))}}));
  return {};
}

Result<void> forget_folder(Session& session, const Text& mailbox, std::string_view wire) {
  TRY(forget_messages(session, mailbox, wire));
  TRY(execute(session, "delete from imap_folders where mailbox_key = :mailbox and wire_key = :wire",
              {{"mailbox", index_key(mailbox.view())}, {"wire", index_key(storable(wire))}}));
  return {};
}

Result<void> record_messages(Session& session, const Text& mailbox, const FolderChange& change) {
  const std::string mailbox_key = index_key(mailbox.view());
  const std::string wire_key = index_key(storable(change.folder.wire));
  for (const std::int64_t uid : change.gone) {
    TRY(execute(session,
                "delete from imap_messages where mailbox_key = :mailbox and wire_key = :wire and "
                "uid = :uid",
                {{"mailbox", mailbox_key}, {"wire", wire_key}, {"uid", uid}}));
  }
  std::vector<Values> rows;
  rows.reserve(change.come.size());
  for (const SyncedMessage& message : change.come) {
    rows.push_back(
        {message.uid, message.network_message_id, message.seen ? 1 : 0, mailbox_key, wire_key});
  }
  if (rows.empty()) return {};
  TRY(insert(session,
             {.table = "imap_messages",
              .columns = "uid, network_message_id, seen",
              .more_columns = "mailbox_key, wire_key",
              .on_conflict = OnConflict::replace,
              .keys = "mailbox_key, wire_key, uid"},
             rows));
  return {};
}

}  // namespace

Result<std::vector<SyncedFolder>> synced_folders(Session& session, const Text& mailbox) {
  return all_rows<SyncedFolder>(
      session, {folder_columns, "from imap_folders where mailbox_key = :mailbox order by wire_key"},
      {{"mailbox", index_key(mailbox.view())}}, read_folder);
}

Result<std::vector<SyncedMessage>> synced_messages(Session& session, const Text& mailbox,
                                                   std::string_view wire) {
  return all_rows<SyncedMessage>(
      session,
      {"uid, network_message_id, seen",
       "from imap_messages where mailbox_key = :mailbox and wire_key = :wire order by uid"},
      {{"mailbox", index_key(mailbox.view())}, {"wire", index_key(storable(wire))}},
      [](Row& row) -> SyncedMessage {
        return {.uid = row.number(), .network_message_id = row.uuid(), .seen = row.flag()};
      });
}

Result<std::vector<std::string>> synced_places(Session& session, const Text& mailbox,
                                               const Uuid& message) {
  auto names = TRY(all_rows<std::string>(
      session,
      {"name",
       "from imap_folders join imap_messages on imap_folders.mailbox_key = "
       "imap_messages.mailbox_key and imap_folders.wire_key = imap_messages.wire_key "
       "where imap_messages.mailbox_key = :mailbox and network_message_id = :message"},
      {{"mailbox", index_key(mailbox.view())}, {"message", message}},
      [](Row& row) { return row.text(); }));
  std::ranges::sort(names);
  return names;
}

Result<void> record_sync(Session& session, const Text& mailbox,
                         std::span<const FolderChange> changes,
                         std::span<const std::string> removed) {
  for (const std::string& wire : removed) TRY(forget_folder(session, mailbox, wire));
  for (const FolderChange& change : changes) {
    if (change.renumbered) TRY(forget_messages(session, mailbox, change.folder.wire));
    const SyncedFolder& now = change.folder;
    TRY(insert(session,
               {.table = "imap_folders",
                .columns = folder_columns,
                .more_columns = "mailbox_key, wire_key",
                .on_conflict = OnConflict::replace,
                .keys = "mailbox_key, wire_key"},
               {now.wire, now.name, now.uid_validity, now.uid_next, now.messages, now.modseq,
                index_key(mailbox.view()), index_key(storable(now.wire))}));
    TRY(record_messages(session, mailbox, change));
  }
  return {};
}

Result<std::int64_t> count_synced(Session& session, const Text& mailbox) {
  const auto count = TRY(one_row<std::int64_t>(
      session,
      {"copies",
       "from (select count(*) as copies from imap_messages where mailbox_key = :mailbox) "
       "as counted"},
      {{"mailbox", index_key(mailbox.view())}}, [](Row& row) { return row.number(); }));
  return count.value_or(0);
}

}  // namespace backstamp::casework
