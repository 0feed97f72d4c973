#include "intake/owner_moves.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace backstamp::intake {
namespace {

const Uuid message = Uuid::of_hash("one");

std::string told(const OwnerMoves& moves) {
  std::string text;
  for (const OwnerMoves::Move& move : moves.moves()) text += move.from + ">" + move.to + ";";
  return text;
}

struct Case {
  std::vector<std::string> before, left, came;
  std::string told;
};

TEST(OwnerMoves, TellWhereACopyWent) {
  const Case cases[] = {
      {{}, {}, {"INBOX"}, ""},  // delivered
      {{"INBOX"}, {"INBOX"}, {"Junk"}, "INBOX>Junk;"},
      {{"INBOX"}, {"INBOX"}, {}, "INBOX>;"},
      {{"INBOX"}, {}, {"Archive"}, ""},         // copied
      {{"INBOX"}, {"INBOX"}, {"INBOX"}, ""},    // the folder was renumbered
      {{"INBOX", "INBOX"}, {"INBOX"}, {}, ""},  // one of two deleted
      {{"INBOX", "Junk"}, {"INBOX"}, {}, "INBOX>Junk;"},
      {{"INBOX", "Archive"}, {"INBOX"}, {}, ""},  // both are the same kind of place
      {{}, {"INBOX"}, {}, ""},                    // was never known
  };
  for (const Case& one : cases) {
    OwnerMoves moves;
    moves.begin(message, one.before);
    for (const std::string& folder : one.left) moves.left(message, folder);
    for (const std::string& folder : one.came) moves.came(message, folder);
    EXPECT_EQ(told(moves), one.told);
  }
}

TEST(OwnerMoves, KnowWhereAScriptPutWhatWasTold) {
  OwnerMoves moves;
  moves.begin(message, {});
  moves.came(message, "Junk");
  EXPECT_EQ(told(moves), "");
  moves.was_told(message, "Junk");
  EXPECT_EQ(told(moves), "INBOX>Junk;");
  OwnerMoves inbox;
  inbox.begin(message, {});
  inbox.came(message, "INBOX");
  inbox.was_told(message, "INBOX");
  EXPECT_EQ(told(inbox), "");
}

TEST(OwnerMoves, KnowWhatIsNew) {
  OwnerMoves moves;
  EXPECT_TRUE(moves.is_new(message));
  moves.begin(message, {});
  EXPECT_TRUE(moves.knows(message));
  EXPECT_TRUE(moves.is_new(message));
  moves.came(message, "INBOX");
  EXPECT_FALSE(moves.is_new(message));
}

TEST(OwnerMoves, BecomeRowsOfTheHuntingStore) {
  const auto row = [](const std::string& to) {
    return nlohmann::json::parse(event_line({message, "INBOX", to}, Text::trusted("a@b.test"), {}));
  };
  EXPECT_EQ(row("Junk").at("Action"), "Moved to junk folder");
  EXPECT_EQ(row("Junk").at("DeliveryLocation"), "Junk folder");
  EXPECT_EQ(row("Trash").at("DeliveryLocation"), "Deleted items folder");
  EXPECT_EQ(row("Work\xff").at("DeliveryLocation"), "Inbox/folder");
  EXPECT_EQ(row("").at("Action"), "Hard delete");
  EXPECT_EQ(row("").at("DeliveryLocation"), "Deleted");
  EXPECT_EQ(row("").at("SourceLocation"), "Inbox/folder");
}

}  // namespace
}  // namespace backstamp::intake
