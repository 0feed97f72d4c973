#include "sample/organisation.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "base/hash.h"

namespace backstamp::sample {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "sample-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(std::string_view name) const { return path_ / name; }

 private:
  fs::path path_;
};

SampleSettings settings() {
  return {.seed = 1, .people = 50, .days = 30, .end = *parse_rfc3339("2026-11-24T06:00:00Z")};
}

std::string bytes_of(const fs::path& file) { return *read_file(file, 1 << 20); }

// Names, bytes and times of a tree.
std::map<std::string, std::string> digest(const fs::path& root) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), root).string();
    struct stat facts{};
    EXPECT_EQ(::stat(entry.path().c_str(), &facts), 0);
    const bool dated = name != "attack.json";
    files[name] =
        sha256_hex(bytes_of(entry.path())) +
        (dated ? std::to_string(facts.st_mtim.tv_sec) + "." + std::to_string(facts.st_mtim.tv_nsec)
               : "");
  }
  return files;
}

bool is_message(const fs::path& file) {
  const auto folder = file.parent_path().filename();
  return folder == "cur" || folder == "new";
}

std::vector<fs::path> messages(const fs::path& root) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file() && is_message(entry.path())) files.push_back(entry.path());
  }
  return files;
}

// The first value of a header field, unfolded as far as its first line.
std::string field(const std::string& bytes, std::string_view name) {
  const std::string header = "\n" + bytes.substr(0, bytes.find("\n\n") + 1);
  const std::string start = "\n" + std::string(name) + ": ";
  const std::size_t at = header.find(start);
  if (at == std::string::npos) return {};
  const std::size_t value = at + start.size();
  return header.substr(value, header.find('\n', value) - value);
}

// Words of three letters and more of the plain part.
std::set<std::string> words(const std::string& bytes) {
  std::set<std::string> found;
  std::string word;
  const std::size_t start = bytes.find("\n\n", bytes.find("text/plain"));
  const std::string text = bytes.substr(start, bytes.find("text/html") - start);
  for (const char letter : text + " ") {
    if (std::isalpha(static_cast<unsigned char>(letter)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      continue;
    }
    if (word.size() >= 3) found.insert(word);
    word.clear();
  }
  return found;
}

double likeness(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t both = 0;
  for (const std::string& word : a) both += b.contains(word) ? 1 : 0;
  return static_cast<double>(both) / static_cast<double>(a.size() + b.size() - both);
}

class Organisation : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new Folder;
    auto made = make_organisation(*folder_ / "org", settings(), {});
    ASSERT_TRUE(made) << made.error().what;
    summary_ = *made;
  }
  static void TearDownTestSuite() { delete folder_; }

  static fs::path root() { return *folder_ / "org"; }
  static nlohmann::json attack() { return nlohmann::json::parse(bytes_of(root() / "attack.json")); }

  static inline Folder* folder_ = nullptr;
  static inline SampleSummary summary_;
};

TEST_F(Organisation, HasTheSizeItSays) {
  EXPECT_EQ(messages(root()).size(), summary_.messages);
  EXPECT_GE(summary_.messages, 6000U);
  EXPECT_LE(summary_.messages, 9000U);
  EXPECT_EQ(summary_.mailboxes, 50U);
  EXPECT_EQ(summary_.attack_copies, 30U);
}

TEST_F(Organisation, IsATreeOfMaildirs) {
  std::size_t mailboxes = 0;
  for (const auto& user : fs::directory_iterator(root() / "harbourlight.example")) {
    ++mailboxes;
    for (const char* folder : {"", ".Sent", ".Junk", ".Archive"}) {
      for (const char* part : {"cur", "new", "tmp"}) {
        EXPECT_TRUE(fs::is_directory(user.path() / "Maildir" / folder / part));
      }
    }
  }
  EXPECT_EQ(mailboxes, 50U);
}

TEST_F(Organisation, NamesAndTimesFitTheMessage) {
  for (const fs::path& file : messages(root())) {
    const std::string name = file.filename().string();
    const std::size_t size = name.find(",S=");
    ASSERT_NE(size, std::string::npos) << name;
    EXPECT_EQ(std::stoull(name.substr(size + 3)), fs::file_size(file)) << name;
    EXPECT_EQ(file.parent_path().filename() == "new", name.find(":2,") == std::string::npos);
    struct stat facts{};
    ASSERT_EQ(::stat(file.c_str(), &facts), 0);
    EXPECT_EQ(std::stoll(name), facts.st_mtim.tv_sec) << name;
  }
}

TEST_F(Organisation, HeadersAreThere) {
  for (const fs::path& file : messages(root())) {
    const std::string bytes = bytes_of(file);
    for (const char* name : {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version"}) {
      EXPECT_FALSE(field(bytes, name).empty()) << name << " in " << file;
    }
    if (file.string().find("/.Sent/") != std::string::npos) continue;
    EXPECT_EQ(field(bytes, "Authentication-Results"), "mx.harbourlight.example;") << file;
    for (const char* name : {"Return-Path", "Delivered-To", "Received"}) {
      EXPECT_FALSE(field(bytes, name).empty()) << name << " in " << file;
    }
    EXPECT_EQ(bytes.find("{"), bytes.find("{\""));  // no slot left open
  }
}

TEST_F(Organisation, LinesAreShortEnoughForMail) {
  for (const fs::path& file : messages(root())) {
    std::istringstream bytes(bytes_of(file));
    for (std::string line; std::getline(bytes, line);) EXPECT_LE(line.size(), 998U) << file;
  }
}

TEST_F(Organisation, NoCopyOfTheAttackEqualsAnother) {
  std::set<std::string> bodies, subjects, senders, mailboxes, digests;
  std::size_t moved = 0;
  const nlohmann::json json = attack();
  for (const std::string place : json["copies"]) {
    const std::string bytes = bytes_of(root() / place);
    bodies.insert(sha256_hex(bytes.substr(bytes.find("\n\n"))));
    subjects.insert(field(bytes, "Subject"));
    senders.insert(field(bytes, "From"));
    mailboxes.insert(field(bytes, "Delivered-To"));
    moved += place.find("/Maildir/.") != std::string::npos ? 1 : 0;
    EXPECT_EQ(bytes.find("dmarc=pass"), std::string::npos);
  }
  EXPECT_EQ(bodies.size(), 30U);
  EXPECT_EQ(senders.size(), 30U);
  EXPECT_EQ(mailboxes.size(), 30U);
  EXPECT_GE(subjects.size(), 15U);
  EXPECT_EQ(moved, 3U);
}

TEST_F(Organisation, TheAttackIsLikeItselfAndNothingElse) {
  std::set<std::string> copies;
  const nlohmann::json json = attack();
  for (const std::string place : json["copies"]) copies.insert((root() / place).string());
  const std::set<std::string> seed = words(bytes_of(summary_.reported_message));
  EXPECT_GE(seed.size(), 60U);
  for (const fs::path& file : messages(root())) {
    const double near = likeness(seed, words(bytes_of(file)));
    if (copies.contains(file.string())) {
      EXPECT_GT(near, 0.6) << file;
    } else {
      EXPECT_LT(near, 0.2) << file;
    }
  }
}

TEST_F(Organisation, TheReportedCopyLiesOpenedInItsReportersInbox) {
  const fs::path file = summary_.reported_message;
  EXPECT_EQ(field(bytes_of(file), "Delivered-To"), summary_.reporter);
  EXPECT_TRUE(file.string().ends_with(":2,S"));
  const auto json = attack();
  EXPECT_EQ(root() / json["report"]["file"].get<std::string>(), file);
  EXPECT_EQ(json["report"]["by"], summary_.reporter);
}

TEST_F(Organisation, ConversationsReferToWhatCameBefore) {
  std::set<std::string> ids;
  std::vector<std::string> answers;
  for (const fs::path& file : messages(root())) {
    const std::string bytes = bytes_of(file);
    ids.insert(field(bytes, "Message-ID"));
    const std::string answers_to = field(bytes, "In-Reply-To");
    if (!answers_to.empty()) answers.push_back(answers_to);
  }
  EXPECT_GT(answers.size(), 1000U);
  for (const std::string& id : answers) EXPECT_TRUE(ids.contains(id)) << id;
}

SampleSettings small() {
  SampleSettings set = settings();
  set.people = 12;
  set.days = 4;
  return set;
}

TEST(MakeOrganisation, EqualSettingsGiveEqualTrees) {
  const Folder folder;
  ASSERT_TRUE(make_organisation(folder / "a", small(), {}));
  ASSERT_TRUE(make_organisation(folder / "b", small(), {}));
  SampleSettings other = small();
  other.seed = 2;
  ASSERT_TRUE(make_organisation(folder / "c", other, {}));
  EXPECT_EQ(digest(folder / "a"), digest(folder / "b"));
  EXPECT_NE(digest(folder / "a"), digest(folder / "c"));
}

TEST(MakeOrganisation, ProgressEndsAtTheTotal) {
  const Folder folder;
  std::uint64_t last = 0, all = 1;
  const auto made = make_organisation(folder / "a", small(), [&](auto done, auto total) {
    EXPECT_GE(done, last);
    last = done;
    all = total;
  });
  ASSERT_TRUE(made);
  EXPECT_EQ(last, all);
  EXPECT_EQ(all, made->messages);
}

TEST(MakeOrganisation, LeavesWhatIsThereAlone) {
  const Folder folder;
  fs::create_directories(folder / "full/inner");
  fs::create_directories(folder / "empty");
  std::ofstream(folder / "file") << "x";
  EXPECT_EQ(make_organisation(folder / "full", small(), {}).error().fault, Fault::conflict);
  EXPECT_EQ(make_organisation(folder / "file", small(), {}).error().fault, Fault::conflict);
  EXPECT_TRUE(make_organisation(folder / "empty/", small(), {}));
  for (const auto& entry : fs::directory_iterator(folder / "")) {
    EXPECT_EQ(entry.path().string().find(".new-"), std::string::npos);
  }
}

TEST(MakeOrganisation, RefusesSettingsOutOfBounds) {
  const Folder folder;
  for (auto change :
       {+[](SampleSettings& set) { set.people = 9; },
        +[](SampleSettings& set) { set.people = 401; }, +[](SampleSettings& set) { set.days = 2; },
        +[](SampleSettings& set) { set.days = 366; },
        +[](SampleSettings& set) { set.end = Time{}; }}) {
    SampleSettings set = small();
    change(set);
    const auto made = make_organisation(folder / "a", set, {});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().fault, Fault::invalid);
  }
  EXPECT_FALSE(fs::exists(folder / "a"));
}

}  // namespace
}  // namespace backstamp::sample
