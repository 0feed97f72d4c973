#include "casework/reply_table.h"

#include "casework/each_database.h"
#include "casework/playbook_table.h"

namespace backstamp::casework {
namespace {

class ReplyTable : public EachDatabase {};
ON_EACH_DATABASE(ReplyTable);

TEST_P(ReplyTable, RepliesComeBackInOrder) {
  const InvestigationId one{Uuid::of_hash("one")}, other{Uuid::of_hash("other")};
  const Reply first{.kind = "succeeded",
                    .invocation = "action--1",
                    .values = R"({"__count__":"3"})",
                    .by = Text::lossy("anna"),
                    .comment = {},
                    .at = Time(Duration(5))};
  Reply second = first;
  second.kind = "cancel";
  write([&](Session& session) { return add_reply(session, one, first); });
  write([&](Session& session) { return add_reply(session, other, second); });
  write([&](Session& session) { return add_reply(session, one, second); });
  const auto replies =
      read<std::vector<Reply>>([&](Session& session) { return list_replies(session, one); });
  EXPECT_EQ(replies, (std::vector<Reply>{first, second}));
}

TEST_P(ReplyTable, EachVersionOfAPlaybookIsKeptOnce) {
  StoredPlaybook playbook{.id = "playbook--1",
                          .version = "2026-01-01T00:00:00.000Z",
                          .document = R"({"name": "sämple"})",
                          .imported_by = Text::lossy("anna"),
                          .imported = Time(Duration(7))};
  const auto add = [&] {
    return write<bool>([&](Session& session) { return add_playbook(session, playbook); });
  };
  EXPECT_TRUE(add());
  const StoredPlaybook first = playbook;
  playbook.document = "{}";
  EXPECT_FALSE(add());
  playbook.version = "2026-02-01T00:00:00.000Z";
  EXPECT_TRUE(add());
  EXPECT_EQ(
      read<std::vector<StoredPlaybook>>([](Session& session) { return list_playbooks(session); }),
      (std::vector<StoredPlaybook>{first, playbook}));
}

}  // namespace
}  // namespace backstamp::casework
