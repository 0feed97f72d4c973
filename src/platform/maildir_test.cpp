#include "platform/maildir.h"

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "message/network_message_id.h"
#include "platform/maildir_folder.h"
#include "platform/maildirs_on_disk.h"

namespace backstamp::platform {
namespace {

std::string letter(std::string_view subject, std::string_view to = "ann@example.test") {
  return "Delivered-To: " + std::string(to) + "\nMessage-ID: <" + std::string(subject) +
         "@example.test>\nFrom: Eve <eve@example.test>\nTo: all@example.test\nSubject: " +
         std::string(subject) + "\n\nPlease pay " + std::string(subject) + ".\n";
}

message::NetworkMessageId id_of(std::string_view bytes) {
  return message::network_message_id(bytes);
}

const Text ann = Text::trusted("ann@example.test");
const Text bob = Text::trusted("bob@example.test");

class MaildirTest : public testing::Test {
 protected:
  void SetUp() override {
    disk_.make("ann");
    disk_.make("bob");
    mailboxes_.set({{ann, disk_.maildir("ann")}, {bob, disk_.maildir("bob")}});
  }

  std::vector<Place> find(const Text& address, std::string_view bytes, const Hint& hint = {}) {
    auto places = mailboxes_.find(address, id_of(bytes), hint);
    EXPECT_TRUE(places) << places.error().what;
    return places.value_or(std::vector<Place>());
  }

  // Takes each instance out and puts it back; the tree must be what it was.
  void expect_round_trip(const Text& address, std::string_view bytes, std::size_t instances) {
    const auto before = disk_.state();
    const auto places = find(address, bytes);
    ASSERT_EQ(places.size(), instances);
    std::vector<Bytes> kept;
    for (const Place& place : places) {
      kept.push_back(mailboxes_.read(place).value());
      ASSERT_TRUE(mailboxes_.remove(place));
      EXPECT_FALSE(mailboxes_.present(place).value());
    }
    EXPECT_TRUE(find(address, bytes).empty());
    EXPECT_EQ(disk_.state().size(), before.size() - instances);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto stored = place_from_json(to_json(places[i])).value();
      const auto restored = mailboxes_.restore(stored, kept[i]);
      ASSERT_TRUE(restored) << restored.error().what;
      EXPECT_TRUE(mailboxes_.present(stored).value());
    }
    EXPECT_EQ(disk_.state(), before);
  }

  MaildirsOnDisk disk_;
  Maildirs mailboxes_;
};

TEST(MaildirFolderNames, AreThoseOfImap) {
  const struct {
    std::string directory, folder;
  } table[] = {
      {".", "INBOX"},
      {".Archive", "Archive"},
      {".Archive.2026", "Archive/2026"},
      {".Entw&APw-rfe", "Entw&APw-rfe"},
      {"Archive/2026", "Archive/2026"},
      {"v1.2", "v1.2"},
  };
  for (const auto& row : table) {
    EXPECT_EQ(folder_of_directory(row.directory), row.folder);
    const auto directories = directories_of_folder(row.folder);
    EXPECT_NE(std::ranges::find(directories, row.directory), directories.end()) << row.directory;
  }
  for (const char* hostile : {"", "..", "a/../b", "/etc", "a//b", "a/", "."}) {
    EXPECT_TRUE(directories_of_folder(hostile).empty()) << hostile;
  }
}

TEST(MaildirFolderNames, BaseNameIsWhatFlagsDoNotChange) {
  EXPECT_EQ(base_name("17.M1P2.host,S=33:2,FS"), "17.M1P2.host,S=33");
  EXPECT_EQ(base_name("17.M1P2.host"), "17.M1P2.host");
  EXPECT_EQ(base_name(":2,S"), "");
}

TEST(Place, SurvivesJsonWithAnyBytes) {
  Place place{ann, "A\xff/b", ".A\xff.b", "n\x80:2,S", "cur", -5, 0640, 1, 2, std::string(64, 'a')};
  const Place again = place_from_json(to_json(place)).value();
  EXPECT_EQ(again.folder, place.folder);
  EXPECT_EQ(again.directory, place.directory);
  EXPECT_EQ(again.name, place.name);
  EXPECT_EQ(again.modified_ns, -5);
  EXPECT_EQ(to_json(again), to_json(place));
  place.flags = "\\Seen $Work";
  EXPECT_EQ(place_from_json(to_json(place)).value().flags, place.flags);
  for (const char* wrong : {"", "{}", "[1]", "{\"address\":1}", "nul"}) {
    EXPECT_EQ(place_from_json(wrong).error().fault, Fault::corrupt) << wrong;
  }
}

TEST_F(MaildirTest, TakesOutAndPutsBackExactly) {
  const struct {
    std::string directory, area, name;
    unsigned mode;
  } table[] = {
      {".", "cur", "1.M1P1.h,S=9:2,FS", 0600},
      {".", "new", "2.M1P1.h", 0644},
      {".Archive.2026", "cur", "3.M1P1.h:2,", 0640},
      {".Entw&APw-rfe", "cur", "4.M1P1.h:2,DRSTabc", 0600},
      {"Projects/North", "new", "5.M1P1.h", 0600},
      {"Projects/North", "cur", "6 with blank:2,S", 0400},
      {".Bytes", "cur", "7.\xff\xfe.h:2,S", 0600},
  };
  for (const auto& row : table) {
    disk_.make("ann", row.directory);
    disk_.put("ann",
              {.directory = row.directory,
               .area = row.area,
               .name = row.name,
               .modified_ns = 1'500'000'000'000'000'001,
               .mode = row.mode},
              letter(row.name));
    expect_round_trip(ann, letter(row.name), 1);
    EXPECT_EQ(find(ann, letter(row.name)).at(0).folder, folder_of_directory(row.directory));
  }
}

TEST_F(MaildirTest, RemembersTimesBefore1970) {
  const auto path = disk_.put("ann", {.name = "1.a:2,S"}, letter("old"));
  const timespec times[2] = {{-7, 250}, {-7, 250}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  expect_round_trip(ann, letter("old"), 1);
}

TEST_F(MaildirTest, FindsEveryInstanceAndOnlyThoseOfTheMessage) {
  disk_.make("ann", ".Archive");
  disk_.put("ann", {.name = "1.a:2,S"}, letter("x"));
  disk_.put("ann", {.directory = ".Archive", .area = "new", .name = "2.a"}, letter("x", "other"));
  disk_.put("ann", {.name = "3.a:2,S"}, letter("y"));
  disk_.put("bob", {.name = "4.a:2,S"}, letter("x"));
  expect_round_trip(ann, letter("x"), 2);
  EXPECT_EQ(find(bob, letter("x")).size(), 1u);
  EXPECT_EQ(mailboxes_.find(Text::trusted("no@example.test"), id_of(letter("x")), {}).error().fault,
            Fault::not_found);
  EXPECT_EQ(find(Text::trusted("ANN@example.test"), letter("x")).size(), 2u);
}

TEST_F(MaildirTest, HintIsEnough) {
  disk_.make("ann", ".Archive");
  disk_.put("ann", {.name = "1.a:2,S"}, letter("x"));
  disk_.put("ann", {.directory = ".Archive", .name = "2.a:2,"}, letter("x"));
  const struct {
    Hint hint;
    std::size_t places;
    std::string first;
  } table[] = {
      {{"INBOX", "1.a:2,S"}, 1, "."},
      {{"INBOX", "1.a"}, 1, "."},
      {{"INBOX", "1.a:2,FST"}, 1, "."},
      {{"Archive", "2.a"}, 1, ".Archive"},
      {{"Archive", "1.a"}, 2, "."},
      {{"INBOX", "../../bob"}, 2, "."},
      {{"../bob", "1.a"}, 2, "."},
      {{"INBOX", "1.a", "<z@example.test>"}, 1, "."},
      {{"", "", "<x@example.test>"}, 2, "."},
  };
  for (const auto& row : table) {
    const auto places = find(ann, letter("x"), row.hint);
    ASSERT_EQ(places.size(), row.places) << row.hint.folder << " " << row.hint.name;
    EXPECT_EQ(places[0].directory, row.first);
  }
}

TEST_F(MaildirTest, HintThatNamesAnotherMessageIsNotBelieved) {
  disk_.put("ann", {.name = "1.a:2,S"}, letter("y"));
  disk_.put("ann", {.area = "new", .name = "2.a"}, letter("x"));
  EXPECT_EQ(find(ann, letter("x"), {"INBOX", "1.a"}).at(0).name, "2.a");
}

TEST_F(MaildirTest, FollowsChangedFlags) {
  const auto path = disk_.put("ann", {.area = "new", .name = "1.a"}, letter("x"));
  const Place place = find(ann, letter("x")).at(0);
  const auto now = disk_.maildir("ann") / "cur/1.a:2,FS";
  std::filesystem::rename(path, now);
  EXPECT_TRUE(mailboxes_.present(place).value());
  EXPECT_EQ(mailboxes_.read(place).value(), letter("x"));
  EXPECT_TRUE(mailboxes_.restore(place, letter("x")));  // it is there
  EXPECT_TRUE(std::filesystem::exists(now));
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE(mailboxes_.remove(place));
  EXPECT_FALSE(std::filesystem::exists(now));
  EXPECT_EQ(mailboxes_.remove(place).error().fault, Fault::not_found);
}

// A mail server that sets and clears a flag thousands of times a second.
class BusyServer {
 public:
  explicit BusyServer(std::string base)
      : thread_([base = std::move(base)](const std::stop_token& stop) {
          const std::string names[2] = {base + ":2,", base + ":2,S"};
          for (int at = 0; !stop.stop_requested(); at ^= 1) {
            if (::rename(names[at].c_str(), names[at ^ 1].c_str()) != 0) break;
            std::this_thread::sleep_for(std::chrono::microseconds(100));
          }
        }) {}

 private:
  std::jthread thread_;
};

TEST_F(MaildirTest, RemovesUnderAServerThatRenames) {
  disk_.put("ann", {.name = "0.other:2,"}, letter("y"));
  for (int round = 1; round <= 30; ++round) {
    disk_.put("ann", {.name = std::to_string(round) + ":2,"}, letter("x"));
    const BusyServer server((disk_.maildir("ann") / "cur/").string() + std::to_string(round));
    const auto places = find(ann, letter("x"));
    ASSERT_EQ(places.size(), 1u);
    const auto removed = mailboxes_.remove(places[0]);
    EXPECT_TRUE(removed) << removed.error().what;
    EXPECT_FALSE(mailboxes_.present(places[0]).value());
  }
  EXPECT_EQ(find(ann, letter("y")).size(), 1u);
}

TEST_F(MaildirTest, RefusesOtherBytesUnderTheName) {
  const auto path = disk_.put("ann", {.name = "1.a:2,S"}, letter("x"));
  const Place place = find(ann, letter("x")).at(0);
  std::filesystem::remove(path);
  disk_.put("ann", {.name = "1.a:2,"}, letter("y"));
  EXPECT_EQ(mailboxes_.remove(place).error().fault, Fault::conflict);
  EXPECT_EQ(mailboxes_.read(place).error().fault, Fault::conflict);
  EXPECT_EQ(mailboxes_.restore(place, letter("x")).error().fault, Fault::conflict);
  EXPECT_EQ(mailboxes_.restore(place, letter("y")).error().fault, Fault::corrupt);
  EXPECT_EQ(find(ann, letter("y")).size(), 1u);
}

TEST_F(MaildirTest, MakesAMissingFolderAgainLikeItsSiblings) {
  for (const std::string directory : {".Lost.Deep", "Lost/Deep"}) {
    disk_.make("ann", directory);
    disk_.make("ann", ".Sent");
    disk_.make("ann", "Kept");
    ::chmod((disk_.maildir("ann") / ".Sent").c_str(), 0750);
    ::chmod((disk_.maildir("ann") / "Kept").c_str(), 0750);
    disk_.put("ann", {.directory = directory, .name = "1.a:2,S"}, letter(directory));
    const Place place = find(ann, letter(directory)).at(0);
    ASSERT_TRUE(mailboxes_.remove(place));
    std::filesystem::remove_all(disk_.maildir("ann") / (directory[0] == '.' ? directory : "Lost"));
    const auto restored = mailboxes_.restore(place, letter(directory));
    ASSERT_TRUE(restored) << restored.error().what;
    const auto state = disk_.state();
    const std::string user = "ann/";
    const std::string sibling = directory[0] == '.' ? "ann/.Sent" : "ann/Kept";
    EXPECT_EQ(state.at(user + directory), state.at(sibling));
    for (const char* area : {"/cur", "/new", "/tmp"}) {
      EXPECT_TRUE(state.contains(user + directory + area));
    }
    EXPECT_TRUE(state.contains(user + directory + "/cur/1.a:2,S"));
    EXPECT_EQ(state.contains(user + directory + "/maildirfolder"), directory[0] == '.');
    EXPECT_TRUE(std::filesystem::is_empty(disk_.maildir("ann") / "tmp"));
  }
}

TEST_F(MaildirTest, PassesOverWhatIsNoLetter) {
  const auto cur = disk_.maildir("ann") / "cur";
  ASSERT_EQ(::mkfifo((cur / "0.pipe:2,S").c_str(), 0600), 0);
  std::filesystem::create_directory(cur / "1.folder:2,S");
  disk_.put("ann", {.name = "2.empty:2,S"}, "");
  disk_.put("ann", {.name = "dovecot-uidlist"}, "3 V1 N1\n");
  disk_.put("ann", {.name = "3.a:2,S"}, letter("x"));
  expect_round_trip(ann, letter("x"), 1);
  const Place pipe{ann, "INBOX", ".", "0.pipe:2,S", "cur", 0, 0600, 0, 0, sha256_hex("")};
  EXPECT_EQ(mailboxes_.remove(pipe).error().fault, Fault::invalid);
}

TEST_F(MaildirTest, HoldsItsLimit) {
  Maildirs small({{ann, disk_.maildir("ann")}}, 64);
  disk_.put("ann", {.name = "1.a:2,S"}, letter("x"));
  EXPECT_TRUE(small.find(ann, id_of(letter("x")), {"INBOX", "1.a"}).value().empty());
  const Place place = find(ann, letter("x")).at(0);
  EXPECT_EQ(small.read(place).error().fault, Fault::limit);
  EXPECT_EQ(small.remove(place).error().fault, Fault::limit);
  EXPECT_TRUE(mailboxes_.present(place).value());
}

// Ann, who may write in her mailbox, tries to have Bob's letters removed or files of hers written
// into Bob's mailbox.
TEST_F(MaildirTest, SymbolicLinksAreNotFollowed) {
  const auto home = disk_.maildir("ann");
  const auto bobs = disk_.put("bob", {.name = "1.b:2,S"}, letter("x"));
  std::filesystem::create_directory_symlink(disk_.maildir("bob"), home / ".Link");
  std::filesystem::create_directory_symlink(disk_.maildir("bob"), home / "Link");
  std::filesystem::create_symlink(bobs, home / "cur/1.b:2,S");
  std::filesystem::create_directory(home / ".Half");
  std::filesystem::create_directory_symlink(disk_.maildir("bob") / "cur", home / ".Half/cur");
  const auto before = disk_.state();
  for (const char* folder : {"INBOX", "Link", "Half"}) {
    const auto found = mailboxes_.find(ann, id_of(letter("x")), {folder, "1.b:2,S"});
    EXPECT_TRUE(!found || found->empty()) << folder;
  }
  for (const char* directory : {".", ".Link", "Link", ".Half", "../bob", ".Link/../../bob"}) {
    Place place{ann, "x", directory, "1.b:2,S", "cur", 0, 0600, 0, 0, sha256_hex(letter("x"))};
    EXPECT_FALSE(mailboxes_.remove(place)) << directory;
    EXPECT_FALSE(mailboxes_.read(place)) << directory;
    place.name = "9.new:2,S";
    if (std::string_view(directory) != ".") {
      EXPECT_FALSE(mailboxes_.restore(place, letter("x"))) << directory;
    }
    place.name = "../9.new";
    EXPECT_FALSE(mailboxes_.restore(place, letter("x"))) << directory;
  }
  EXPECT_EQ(disk_.state(), before);
}

TEST_F(MaildirTest, AMailboxThatBecomesALinkIsRefused) {
  disk_.put("bob", {.name = "1.b:2,S"}, letter("x"));
  std::filesystem::remove_all(disk_.maildir("ann"));
  EXPECT_EQ(mailboxes_.find(ann, id_of(letter("x")), {}).error().fault, Fault::not_found);
  std::filesystem::create_directory_symlink(disk_.maildir("bob"), disk_.maildir("ann"));
  EXPECT_EQ(mailboxes_.find(ann, id_of(letter("x")), {}).error().fault, Fault::denied);
  mailboxes_.add(ann, disk_.maildir("ann"));  // named so by the administrator
  EXPECT_EQ(find(ann, letter("x")).size(), 1u);
}

// Runs `work` in a child as nobody and returns what it returned.
int as_nobody(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    const gid_t group = 65534;
    if (::setgroups(0, nullptr) != 0 || ::setgid(group) != 0 || ::setuid(65534) != 0) ::_exit(99);
    ::_exit(work());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(MaildirTest, SaysWhatItMayNotRead) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  disk_.make("ann", ".Closed");
  disk_.put("ann", {.directory = ".Closed", .name = "1.a:2,S"}, letter("x"));
  disk_.put("ann", {.name = "2.a:2,S"}, letter("y"));
  const Place place = find(ann, letter("x")).at(0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(disk_.root())) {
    if (entry.path().string().find(".Closed") == std::string::npos) {
      ASSERT_EQ(::chown(entry.path().c_str(), 65534, 65534), 0);
    }
  }
  const auto before = disk_.state();
  const int failed_at = as_nobody([&] {
    const auto found = mailboxes_.find(ann, id_of(letter("x")), {});
    if (found || found.error().fault != Fault::denied) return 1;
    if (found.error().what.find(".Closed") == std::string::npos) return 2;
    if (mailboxes_.find(ann, id_of(letter("y")), {}).value().size() != 1) return 3;
    const auto removed = mailboxes_.remove(place);
    if (removed || removed.error().fault != Fault::denied) return 4;
    Place roots = mailboxes_.find(ann, id_of(letter("y")), {}).value()[0];
    roots.uid = roots.gid = 0;
    roots.name = "3.a:2,S";
    const auto restored = mailboxes_.restore(roots, letter("y"));
    if (restored || restored.error().fault != Fault::denied) return 5;
    return 0;
  });
  EXPECT_EQ(failed_at, 0);
  EXPECT_EQ(disk_.state(), before);
}

TEST_F(MaildirTest, KeepsTheOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give files away";
  const auto path = disk_.put("ann", {.name = "1.a:2,S"}, letter("x"));
  ASSERT_EQ(::chown(path.c_str(), 12345, 23456), 0);
  expect_round_trip(ann, letter("x"), 1);
}

// What a full disk does to a writing process, without filling one.
TEST_F(MaildirTest, AFullDiskLeavesNothingBehind) {
  const std::string large = letter("x") + std::string(200'000, 'x');
  disk_.put("ann", {.name = "1.a:2,S"}, large);
  const Place place = find(ann, large).at(0);
  ASSERT_TRUE(mailboxes_.remove(place));
  const auto before = disk_.state();
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{65'536, 65'536};
    std::signal(SIGXFSZ, SIG_IGN);
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(99);
    const auto restored = mailboxes_.restore(place, large);
    ::_exit(restored ? 1 : restored.error().fault == Fault::limit ? 0 : 2);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(disk_.state(), before);
  EXPECT_TRUE(mailboxes_.restore(place, large));
}

TEST_F(MaildirTest, FindsManyMessagesAndForgetsNone) {
  for (int i = 0; i < 300; ++i) {
    const std::string name = std::to_string(i) + ".a";
    disk_.put("ann", {.name = name + ":2,S"}, letter(name));
  }
  for (int i = 299; i >= 0; i -= 13) {
    const std::string name = std::to_string(i) + ".a";
    const auto places = find(ann, letter(name));
    ASSERT_EQ(places.size(), 1u) << name;
    EXPECT_EQ(base_name(places[0].name), name);
  }
}

TEST_F(MaildirTest, MailboxesComeWhileOthersWork) {
  disk_.put("ann", {.name = "1.a:2,S"}, letter("x"));
  std::jthread setter([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      mailboxes_.set({{ann, disk_.maildir("ann")}});
      mailboxes_.add(bob, disk_.maildir("bob"));
    }
  });
  for (int i = 0; i < 200; ++i) EXPECT_EQ(find(ann, letter("x")).size(), 1u);
}

}  // namespace
}  // namespace backstamp::platform
