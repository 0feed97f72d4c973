#include "intake/source.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/uuid.h"
#include "intake/delivery.h"

namespace backstamp::intake {
namespace {

namespace fs = std::filesystem;

class SourceTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(make_folder(root_)); }
  void TearDown() override { fs::remove_all(root_); }

  void put(const std::string& path, const std::string& bytes) {
    ASSERT_TRUE(make_folder((root_ / path).parent_path()));
    ASSERT_TRUE(write_file(root_ / path, bytes));
  }

  // "kind mailbox folder path" of each item, "refused path: reason" of each other.
  std::vector<std::string> visit(const Text& mailbox = {}) {
    std::vector<std::string> seen;
    const auto relative = [&](const fs::path& path) {
      return path.lexically_relative(root_).string();
    };
    const Visitor visitor{
        .item =
            [&](const Item& item) {
              const char* kind = item.kind == ItemKind::maildir_message ? "maildir"
                                 : item.kind == ItemKind::mbox_file     ? "mbox"
                                                                        : "file";
              seen.push_back(std::string(kind) + " " + item.mailbox.str() + " " + item.folder +
                             " " + relative(item.path));
              return true;
            },
        .mailbox = [&](const Mailbox& found) { seen.push_back("mailbox " + found.address.str()); },
        .refused =
            [&](const Refusal& refusal) {
              seen.push_back("refused " + relative(refusal.path) + ": " + refusal.reason);
            }};
    EXPECT_TRUE(walk(root_, mailbox, visitor));
    return seen;
  }

  fs::path root_ = fs::weakly_canonical(testing::TempDir()) / ("source-" + Uuid::random().text());
  const std::string letter_ = "From: a@b.example\nSubject: x\n\nhello\n";
};

TEST_F(SourceTest, ReadsAnOrganisationTree) {
  put("b.example/ann/Maildir/new/1.x", letter_);
  put("b.example/ann/Maildir/cur/2.x:2,S", letter_);
  put("b.example/ann/Maildir/.Archive.2026/cur/3.x:2,", letter_);
  put("b.example/ann/Maildir/.Archive.2026/new/.keep", letter_);
  put("b.example/ann/Maildir/dovecot-uidlist", "1 2 3");
  EXPECT_EQ(visit(), (std::vector<std::string>{
                         "mailbox ann@b.example",
                         "maildir ann@b.example INBOX b.example/ann/Maildir/new/1.x",
                         "maildir ann@b.example INBOX b.example/ann/Maildir/cur/2.x:2,S",
                         "maildir ann@b.example Archive/2026 "
                         "b.example/ann/Maildir/.Archive.2026/new/.keep",
                         "maildir ann@b.example Archive/2026 "
                         "b.example/ann/Maildir/.Archive.2026/cur/3.x:2,",
                         "refused b.example/ann/Maildir/dovecot-uidlist: "
                         "a file of the Maildir itself, no mail"}));
}

TEST_F(SourceTest, AccountsForEveryFileOfAMaildir) {
  put("Maildir/new/1.x", letter_);
  put("Maildir/cur/2.x:2,S", letter_);
  put("Maildir/tmp/3.x", letter_);
  put("Maildir/4.x", letter_);
  put("Maildir/Lists/new/5.x", letter_);
  put("Maildir/Lists/cur/6.x", letter_);
  put("Maildir/Lists/Work/new/7.x", letter_);
  put("Maildir/Lists/Work/cur/8.x", letter_);
  put("Maildir/half/new/9.x", letter_);
  EXPECT_EQ(visit(Text::trusted("a@b.example")),
            (std::vector<std::string>{
                "mailbox a@b.example", "maildir a@b.example INBOX Maildir/new/1.x",
                "maildir a@b.example INBOX Maildir/cur/2.x:2,S",
                "refused Maildir/tmp/3.x: in tmp/ of a Maildir: its delivery was not finished",
                "file a@b.example  Maildir/4.x", "maildir a@b.example Lists Maildir/Lists/new/5.x",
                "maildir a@b.example Lists Maildir/Lists/cur/6.x",
                "maildir a@b.example Lists/Work Maildir/Lists/Work/new/7.x",
                "maildir a@b.example Lists/Work Maildir/Lists/Work/cur/8.x",
                "file a@b.example  Maildir/half/new/9.x"}));
}

TEST_F(SourceTest, TellsFilesByTheirContent) {
  put("a.eml", letter_);
  put("b.mbox", "From a@b.example Mon Jan  5 10:00:00 2026\n" + letter_);
  put("b1.eml", "From mike@b.example\n" + letter_);
  put("b2.eml", "From  : a@b.example\n" + letter_);
  put("c.txt", "just some notes without a header");
  put("d.eml", "");
  fs::create_symlink("a.eml", root_ / "e.eml");
  EXPECT_EQ(visit(Text::trusted("x@b.example")),
            (std::vector<std::string>{
                "file x@b.example  a.eml", "mbox x@b.example  b.mbox", "file x@b.example  b1.eml",
                "file x@b.example  b2.eml", "refused c.txt: not a mail message",
                "refused d.eml: empty file", "refused e.eml: symbolic link, not followed"}));
}

TEST_F(SourceTest, ASourceThatIsNotThereIsAnError) {
  const auto walked = walk(root_ / "none", {}, {});
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().fault, Fault::not_found);
}

TEST(Delivery, NamesLocationsByFolder) {
  EXPECT_EQ(delivery_location("INBOX"), "Inbox/folder");
  EXPECT_EQ(delivery_location("Archive/2026"), "Inbox/folder");
  EXPECT_EQ(delivery_location("Junk"), "Junk folder");
  EXPECT_EQ(delivery_location("INBOX/Trash"), "Deleted items folder");
}

}  // namespace
}  // namespace backstamp::intake
