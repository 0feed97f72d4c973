#include "hunting/spool.h"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <random>

#include "base/uuid.h"

namespace backstamp::hunting {
namespace {

SpooledBatch example() {
  return {.taken = *parse_rfc3339("2026-11-24T03:53:03.120Z"),
          .batch = {.id = "mail-7",
                    .tables = {{"AlertInfo", "{\"AlertId\":\"a\"}\n{\"AlertId\":\"b\"}\n", 2},
                               {"EmailUrlInfo", "{\"Url\":\"u\"}\n", 1}}}};
}

TEST(BatchFileTest, ComesBackAsItWent) {
  const auto read = decode(encode(example()));
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->batch.id, "mail-7");
  EXPECT_EQ(read->taken, example().taken);
  ASSERT_EQ(read->batch.tables.size(), 2u);
  EXPECT_EQ(read->batch.tables[0].json_lines, example().batch.tables[0].json_lines);
  EXPECT_EQ(read->batch.tables[1].table, "EmailUrlInfo");
  EXPECT_EQ(read->batch.tables[1].count, 1u);
}

TEST(BatchFileTest, AnyDamageIsSeen) {
  const std::string whole = encode(example());
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    EXPECT_EQ(decode(whole.substr(0, cut)).error().fault, Fault::corrupt) << cut;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(decode(changed)) << at;
  }
  EXPECT_FALSE(decode(whole + "\n"));
}

TEST(BatchFileTest, RefusesWhatCannotBe) {
  const std::string row = "{\"AlertId\":\"a\"}\n";
  struct Case {
    Batch batch;
    std::string says;
  };
  const Case cases[] = {
      {{"", {{"AlertInfo", row, 1}}}, "not an id"},
      {{"a/b", {{"AlertInfo", row, 1}}}, "not an id"},
      {{std::string(101, 'a'), {{"AlertInfo", row, 1}}}, "not an id"},
      {{"a", {}}, "1 to 64 tables"},
      {{"a", {{"Nothing", row, 1}}}, "no table Nothing"},
      {{"a", {{"AlertInfo", row, 1}, {"AlertInfo", row, 1}}}, "comes twice"},
      {{"a", {{"AlertInfo", row, 2}}}, "1 rows, not 2"},
      {{"a", {{"AlertInfo", "", 0}}}, "0 rows"},
      {{"a", {{"AlertInfo", "{}\n", 1}}}, "row 1 is not a JSON object"},
      {{"a", {{"AlertInfo", row + "x\n", 2}}}, "row 2 is not a JSON object"},
      {{"a", {{"AlertInfo", row + "{\"AlertId\":\"b\"}", 2}}}, "row 2 is not a JSON object"},
  };
  for (const Case& wrong : cases) {
    const auto checked = check_batch(wrong.batch);
    ASSERT_FALSE(checked) << wrong.says;
    EXPECT_NE(checked.error().what.find(wrong.says), std::string::npos) << checked.error().what;
  }
  EXPECT_TRUE(check_batch(example().batch));
}

class SpoolTest : public testing::Test {
 protected:
  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("spool_test-" + Uuid::random().text());
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

TEST_F(SpoolTest, KeepsOrderAndForgetsWhatNeverCounted) {
  {
    const auto spool = Spool::open(folder_);
    ASSERT_TRUE(spool) << spool.error().what;
    for (const std::uint64_t number : {2, 10, 1}) {
      ASSERT_TRUE(spool->add({.number = number, .id = "mail-7", .bytes = 0}, encode(example())));
    }
    EXPECT_EQ(Spool::open(folder_).error().fault, Fault::conflict);
  }
  ASSERT_TRUE(write_file(folder_ / "000000000003-x.batch.new-1", "half"));
  ASSERT_TRUE(write_file(folder_ / "notes.txt", "not ours"));
  const auto spool = Spool::open(folder_);
  ASSERT_TRUE(spool);
  ASSERT_EQ(spool->found().size(), 3u);
  EXPECT_EQ(spool->found()[0].number, 1u);
  EXPECT_EQ(spool->found()[2].number, 10u);
  EXPECT_EQ(spool->found()[2].bytes, encode(example()).size());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "000000000003-x.batch.new-1"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "notes.txt"));
}

// A folder on a disk of 64 KiB, where this process may mount one.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path folder) : folder_(std::move(folder)) {
    mounted_ =
        make_folder(folder_) && ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=64k") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
};

TEST_F(SpoolTest, AFullDiskRefusesAndLeavesNothingHalf) {
  const SmallDisk disk(folder_ / "small");
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a small disk here";
  const auto spool = Spool::open(folder_ / "small");
  ASSERT_TRUE(spool);
  const Spool::Entry entry{.number = 1, .id = "mail-7", .bytes = 0};
  const auto refused = spool->add(entry, std::string(200'000, 'x'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::limit) << refused.error().what;
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ / "small"), {}), 1);
  EXPECT_TRUE(spool->add(entry, encode(example())));
}

}  // namespace
}  // namespace backstamp::hunting
