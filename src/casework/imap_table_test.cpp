#include "casework/imap_table.h"

#include <gmock/gmock.h>

#include "casework/case_samples.h"
#include "casework/each_database.h"
#include "casework/guard_table.h"

namespace backstamp::casework {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ImapTableTest : public EachDatabase {
 protected:
  void record(const FolderChange& change, const std::vector<std::string>& removed = {}) {
    write([&](Session& session) { return record_sync(session, anna_, {&change, 1}, removed); });
  }
  std::vector<SyncedMessage> messages(const std::string& wire) {
    return read<std::vector<SyncedMessage>>(
        [&](Session& session) { return synced_messages(session, anna_, wire); });
  }
  std::vector<std::string> places(const Uuid& message) {
    return read<std::vector<std::string>>(
        [&](Session& session) { return synced_places(session, anna_, message); });
  }

  const Text anna_ = sample_address(1);
  const Uuid one_ = Uuid::random(), two_ = Uuid::random();
  const SyncedFolder inbox_{.wire = "INBOX", .name = "INBOX", .uid_validity = 7, .uid_next = 3};
  const SyncedFolder odd_{.wire = "A.&AOQ-\"\xff", .name = "A/&AOQ-\"\xff", .uid_validity = 8};
};
ON_EACH_DATABASE(ImapTableTest);

TEST_P(ImapTableTest, AFolderIsAsTheLastLookFoundIt) {
  record({.folder = inbox_,
          .come = {{.uid = 1, .network_message_id = one_},
                   {.uid = 2, .network_message_id = two_, .seen = true}}});
  EXPECT_THAT(places(two_), ElementsAre("INBOX"));
  record({.folder = odd_, .come = {{.uid = 9, .network_message_id = two_}}});
  EXPECT_THAT(places(two_), ElementsAre(odd_.name, "INBOX"));
  record({.folder = inbox_,
          .gone = {2},
          .come = {{.uid = 1, .network_message_id = one_, .seen = true}}});
  EXPECT_THAT(places(two_), ElementsAre(odd_.name));
  EXPECT_THAT(messages("INBOX"),
              ElementsAre(SyncedMessage{.uid = 1, .network_message_id = one_, .seen = true}));
  EXPECT_THAT(read<std::vector<SyncedFolder>>(
                  [&](Session& session) { return synced_folders(session, anna_); }),
              testing::UnorderedElementsAre(inbox_, odd_));
  EXPECT_EQ(read<std::int64_t>([&](Session& session) { return count_synced(session, anna_); }), 2);
}

TEST_P(ImapTableTest, ARenumberedFolderForgetsWhatItHad) {
  record({.folder = inbox_, .come = {{.uid = 1, .network_message_id = one_}}});
  SyncedFolder now = inbox_;
  now.uid_validity = 9;
  record({.folder = now, .renumbered = true, .come = {{.uid = 5, .network_message_id = two_}}});
  EXPECT_THAT(places(one_), IsEmpty());
  EXPECT_THAT(places(two_), ElementsAre("INBOX"));
}

TEST_P(ImapTableTest, ARemovedFolderIsForgotten) {
  record({.folder = odd_, .come = {{.uid = 9, .network_message_id = two_}}});
  record({.folder = inbox_}, {odd_.wire});
  EXPECT_THAT(messages(odd_.wire), IsEmpty());
  EXPECT_THAT(read<std::vector<SyncedFolder>>(
                  [&](Session& session) { return synced_folders(session, anna_); }),
              ElementsAre(inbox_));
  EXPECT_THAT(read<std::vector<SyncedFolder>>(
                  [&](Session& session) { return synced_folders(session, sample_address(2)); }),
              IsEmpty());
}

TEST_P(ImapTableTest, AGuardStandsForItsMessageUntilItIsForgotten) {
  const Uuid guard = Uuid::random();
  const Time at(std::chrono::milliseconds(1'000));
  const auto found = [&] {
    return read<std::optional<Uuid>>(
        [&](Session& session) { return message_of_guard(session, guard); });
  };
  EXPECT_EQ(found(), std::nullopt);
  write([&](Session& session) { return put_guard(session, guard, one_, at); });
  write([&](Session& session) { return put_guard(session, guard, two_, at); });
  EXPECT_EQ(found(), two_);
  write([&](Session& session) { return forget_guards(session, at); });
  EXPECT_EQ(found(), two_);
  write([&](Session& session) { return forget_guards(session, at + Duration(1)); });
  EXPECT_EQ(found(), std::nullopt);
}

}  // namespace
}  // namespace backstamp::casework
