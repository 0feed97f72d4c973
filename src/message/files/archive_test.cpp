#include "message/files/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/files/made_archive.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Opened {
  FileContents contents;
  WorkBudget budget;
};

Opened open(std::string_view type, std::string_view bytes, std::vector<std::string> passwords = {},
            std::string_view name = "a", const Limits& limits = {}) {
  Opened opened{{}, WorkBudget(limits)};
  const OpeningTools tools{.budget = opened.budget,
                           .passwords = passwords,
                           .urls_max = 100,
                           .ratio_max = limits.nested_ratio_max};
  opened.contents = read_archive({.name = name, .type = type, .bytes = bytes}, tools);
  return opened;
}

std::vector<std::string> names_of(const FileContents& contents) {
  std::vector<std::string> names;
  for (const NestedFile& file : contents.files) names.push_back(file.name);
  return names;
}

const std::vector<MadeEntry> two_files = {{"r\xc3\xa9"
                                           "ponse/a.txt",
                                           "first"},
                                          {"../../etc/passwd", std::string(3000, 'x')}};

TEST(Archive, GivesEveryFileOfEachFormat) {
  const struct {
    MadeArchive how;
    std::string_view type;
  } cases[] = {
      {{.format = "zip"}, "application/zip"},
      {{.format = "zip", .options = "compression=store"}, "application/zip"},
      {{.format = "7zip"}, "application/x-7z-compressed"},
      {{.format = "7zip", .options = "compression=ppmd"}, "application/x-7z-compressed"},
      {{.format = "ustar"}, "application/x-tar"},
      {{.format = "pax", .filter = "gzip"}, "application/gzip"},
      {{.format = "gnutar", .filter = "bzip2"}, "application/x-bzip2"},
      {{.format = "pax", .filter = "xz"}, "application/x-xz"},
      {{.format = "pax", .filter = "zstd"}, "application/zstd"},
      {{.format = "pax", .filter = "lzma"}, "application/x-lzma"},
  };
  for (const auto& made : cases) {
    const std::string bytes = make_archive(made.how, two_files);
    const FileContents contents = open(made.type, bytes).contents;
    EXPECT_THAT(names_of(contents), ElementsAre(two_files[0].name, two_files[1].name)) << made.type;
    ASSERT_EQ(contents.files.size(), 2U) << made.type;
    EXPECT_EQ(contents.files[0].bytes, "first");
    EXPECT_EQ(contents.files[1].size, 3000U);
    EXPECT_TRUE(contents.files[1].complete);
    EXPECT_FALSE(contents.encrypted);
    EXPECT_THAT(contents.defects, IsEmpty()) << made.type;
  }
}

TEST(Archive, ReadsDiskImages) {
  const std::string bytes = make_archive({.format = "iso9660"}, {{"INVOICE.EXE", "MZ program"}});
  const FileContents contents = open("application/x-iso9660-image", bytes).contents;
  EXPECT_THAT(names_of(contents), ElementsAre("INVOICE.EXE"));
  EXPECT_EQ(contents.files.at(0).bytes, "MZ program");
}

TEST(Archive, NamesWhatIsCompressedAloneAfterTheFileAroundIt) {
  const struct {
    std::string_view filter, type, name, inner;
  } cases[] = {{"gzip", "application/gzip", "page.html.gz", "page.html"},
               {"bzip2", "application/x-bzip2", "x.BZ2", "x"},
               {"xz", "application/x-xz", "noname", "noname"}};
  for (const auto& made : cases) {
    const std::string bytes = make_archive({.format = "raw", .filter = std::string(made.filter)},
                                           {{"data", "<html>hello</html>"}});
    const FileContents contents = open(made.type, bytes, {}, made.name).contents;
    EXPECT_THAT(names_of(contents), ElementsAre(made.inner));
    EXPECT_EQ(contents.files.at(0).bytes, "<html>hello</html>");
  }
}

TEST(Archive, OpensEncryptedZipsWithAWordOfTheMessage) {
  for (const char* method : {"traditional", "aes128", "aes256"}) {
    const std::string bytes =
        make_archive({.options = std::string("encryption=") + method, .password = "s3cret"},
                     {{"a.txt", "for you"}, {"b.txt", "and you"}});
    const FileContents locked = open("application/zip", bytes, {"wrong", "words"}).contents;
    EXPECT_TRUE(locked.encrypted) << method;
    EXPECT_THAT(names_of(locked), ElementsAre("a.txt", "b.txt"));
    EXPECT_TRUE(locked.files.at(0).encrypted);
    EXPECT_FALSE(locked.files.at(0).complete);
    EXPECT_EQ(locked.files.at(0).bytes, "");
    EXPECT_THAT(locked.defects, IsEmpty());
    const FileContents read = open("application/zip", bytes, {"wrong", "s3cret"}).contents;
    EXPECT_TRUE(read.encrypted) << method;
    EXPECT_EQ(read.files.at(1).bytes, "and you") << method;
    EXPECT_TRUE(read.files.at(1).encrypted);
    EXPECT_TRUE(read.files.at(1).complete);
  }
}

TEST(Archive, TriesNoMoreThanTheBudgetAllows) {
  const std::string bytes =
      make_archive({.options = "encryption=aes256", .password = "last"}, {{"a.txt", "for you"}});
  std::vector<std::string> passwords(10'000, "wrong");
  passwords.emplace_back("last");
  const Opened opened = open("application/zip", bytes, passwords);
  EXPECT_EQ(opened.budget.work_left, 0U);
  EXPECT_THAT(names_of(opened.contents), ElementsAre("a.txt"));
}

TEST(Archive, BombsAreLeftEarly) {
  const std::string bytes =
      make_archive({}, {{"zeros", std::string(40'000'000, '\0')}, {"after", "x"}});
  ASSERT_LT(bytes.size(), 50'000U);
  const FileContents contents = open("application/zip", bytes).contents;
  EXPECT_THAT(names_of(contents), ElementsAre("zeros"));
  EXPECT_FALSE(contents.files.at(0).complete);
  EXPECT_LT(contents.files.at(0).bytes.size(), 12'000'000U);
  EXPECT_THAT(contents.defects,
              ElementsAre("unpacks to more than 250 times its size; the rest was not read"));
}

TEST(Archive, StopsWithTheBudget) {
  std::vector<MadeEntry> many;
  for (int i = 0; i < 20; ++i) many.push_back({std::to_string(i), std::string(100, 'x')});
  Limits limits;
  limits.nested_files_max = 5;
  EXPECT_EQ(open("application/zip", make_archive({}, many), {}, "a", limits).contents.files.size(),
            5U);
  limits = {};
  limits.nested_bytes_max = 250;
  const Opened opened = open("application/zip", make_archive({}, many), {}, "a", limits);
  EXPECT_EQ(opened.contents.files.size(), 3U);
  EXPECT_EQ(opened.contents.files.back().size, 50U);
  EXPECT_FALSE(opened.contents.files.back().complete);
  EXPECT_TRUE(opened.budget.spent());
}

TEST(Archive, TellsWhatIsBroken) {
  const std::string whole = make_archive({.format = "pax", .filter = "gzip"}, two_files);
  const FileContents cut =
      open("application/gzip", std::string_view(whole).substr(0, whole.size() / 2)).contents;
  EXPECT_FALSE(cut.defects.empty());
  const FileContents nonsense =
      open("application/x-7z-compressed", "7z\xbc\xaf\x27\x1cnothing").contents;
  EXPECT_THAT(nonsense.defects, ElementsAre("the archive cannot be opened"));
  std::string damaged = make_archive({.options = "compression=store"}, {{"a", "good bytes"}});
  damaged[damaged.find("good")] = 'G';
  const FileContents wrong = open("application/zip", damaged).contents;
  EXPECT_THAT(wrong.defects, ElementsAre("a file in it is broken: a"));
  EXPECT_FALSE(wrong.files.at(0).complete);
}

TEST(Archive, ReadsZipsWhoseDirectoryIsDamaged) {
  std::string bytes = make_archive({}, {{"a.txt", "here"}, {"b.txt", "too"}});
  const std::size_t directory = bytes.find("PK\1\2");
  ASSERT_NE(directory, bytes.npos);
  bytes.insert(directory, "six");
  const FileContents contents = open("application/zip", bytes).contents;
  EXPECT_THAT(names_of(contents), ElementsAre("a.txt", "b.txt"));
  EXPECT_THAT(contents.defects, testing::Contains("the archive cannot be opened"));
}

TEST(Archive, OnlyItsTypesAreOpened) {
  EXPECT_TRUE(is_archive("application/zip"));
  EXPECT_FALSE(is_archive("application/pdf"));
  EXPECT_THAT(open("application/pdf", "PK").contents.files, IsEmpty());
}

}  // namespace
}  // namespace backstamp::message
