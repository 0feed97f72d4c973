#include "message/message_store.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/uuid.h"

namespace backstamp::message {
namespace {

class MessageStoreTest : public testing::Test {
 protected:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("letters-" + Uuid::random().text());
  MessageStore store_ = MessageStore::open(folder_ / "deep" / "er").value();
  std::filesystem::path path_of(const std::string& name) const {
    return folder_ / "deep" / "er" / name.substr(0, 2) / (name.substr(2) + ".zst");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

TEST_F(MessageStoreTest, KeepsAndGives) {
  std::string large(300'000, 'x');
  large += std::string("\0\xff", 2);
  for (const std::string& letter : {std::string("Subject: a\n\nb"), std::string(), large}) {
    const std::string name = store_.put(letter).value();
    EXPECT_EQ(name, sha256_hex(letter));
    EXPECT_TRUE(store_.has(name));
    EXPECT_EQ(store_.get(name).value(), letter);
    EXPECT_EQ(store_.put(letter).value(), name);
  }
  EXPECT_LT(std::filesystem::file_size(path_of(sha256_hex(large))), 10'000U);
}

TEST_F(MessageStoreTest, LeavesNothingBesideTheLetter) {
  const std::string name = store_.put("a letter").value();
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 1);
  EXPECT_TRUE(std::filesystem::exists(path_of(name)));
}

TEST_F(MessageStoreTest, NotFound) {
  const std::string none(64, 'a');
  EXPECT_FALSE(store_.has(none));
  EXPECT_EQ(store_.get(none).error().fault, Fault::not_found);
  for (const char* name : {"", "..", "../../../../etc/passwd", "ABC"}) {
    EXPECT_FALSE(store_.has(name));
    EXPECT_EQ(store_.get(name).error().fault, Fault::not_found);
  }
}

TEST_F(MessageStoreTest, NoticesDamage) {
  const std::string name = store_.put("a letter that will be damaged").value();
  const std::string other = store_.put("another letter").value();
  ASSERT_TRUE(write_file(path_of(name), read_file(path_of(other), 10'000).value()));
  EXPECT_EQ(store_.get(name).error().fault, Fault::corrupt);
  ASSERT_TRUE(write_file(path_of(name), "no zstd"));
  EXPECT_EQ(store_.get(name).error().fault, Fault::corrupt);
  ASSERT_TRUE(write_file(path_of(name), ""));
  EXPECT_EQ(store_.get(name).error().fault, Fault::corrupt);
}

TEST_F(MessageStoreTest, SaysWhereItCannotBeMade) {
  ASSERT_TRUE(write_file(folder_ / "file", "x"));
  EXPECT_FALSE(MessageStore::open(folder_ / "file" / "store"));
}

}  // namespace
}  // namespace backstamp::message
