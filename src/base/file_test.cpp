#include "base/file.h"

#include <gtest/gtest.h>

#include "base/uuid.h"

namespace backstamp {
namespace {

class FileTest : public testing::Test {
 protected:
  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("file_test-" + Uuid::random().text());
  void SetUp() override { ASSERT_TRUE(make_folder(folder_ / "a/b")); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

TEST_F(FileTest, WritesWholeAndReadsWithinBounds) {
  const auto path = folder_ / "a/b/x";
  ASSERT_TRUE(write_file(path, "one"));
  ASSERT_TRUE(write_file(path, "three"));
  EXPECT_EQ(read_file(path, 5).value(), "three");
  EXPECT_EQ(read_file(path, 4).error().fault, Fault::limit);
  EXPECT_EQ(read_file(folder_ / "none", 4).error().fault, Fault::not_found);
  EXPECT_EQ(read_file(folder_, 4).error().fault, Fault::invalid);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ / "a/b"), {}), 1);
}

TEST_F(FileTest, LockIsHeldByOne) {
  auto first = FileLock::take(folder_ / "lock");
  ASSERT_TRUE(first);
  const auto second = FileLock::take(folder_ / "lock");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::conflict);
  EXPECT_NE(second.error().what.find(std::to_string(getpid())), std::string::npos);
}

}  // namespace
}  // namespace backstamp
