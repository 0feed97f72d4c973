#include "message/files/seven_zip_header.h"

#include <gtest/gtest.h>

#include "message/files/made_archive.h"
#include "message/files/made_ole.h"
#include "message/files/opened_file.h"

namespace backstamp::message {
namespace {

using namespace std::string_literals;

std::string archive_of(int files) {
  std::vector<MadeEntry> entries;
  for (int i = 0; i < files; ++i) {
    entries.push_back({std::string(60, 'n') + std::to_string(i), "x"});
  }
  return make_archive({.format = "7zip"}, entries);
}

TEST(SevenZipHeader, IsFoundPlainAndPacked) {
  const std::string many = archive_of(300);
  const SevenZipHeader packed = read_seven_zip_header(many);
  EXPECT_GT(packed.unpacked, 300U * 60 * 2);
  EXPECT_LT(packed.unpacked, seven_zip_header_bytes_max);
  EXPECT_EQ(packed.properties.size(), 5U);
  EXPECT_TRUE(seven_zip_counts_fit(packed.plain));
  EXPECT_EQ(opened(many).files.size(), 300U);
  for (std::size_t size = 0; size < many.size(); size += 7) {
    read_seven_zip_header(std::string_view(many).substr(0, size));
  }
  EXPECT_TRUE(read_seven_zip_header("PK").plain.empty());
}

TEST(SevenZipHeader, ClaimsAreHeldAgainstItsBytes) {
  // Main streams: no packed streams, then 2^27 folders.
  EXPECT_FALSE(seven_zip_counts_fit("\1\4\6\0\0\0\7\x0b\xf0\0\0\0\x08\0"s));
  // As many packed streams, as many files.
  EXPECT_FALSE(seven_zip_counts_fit("\1\4\6\0\xf0\0\0\0\x08\0\0"s));
  EXPECT_FALSE(seven_zip_counts_fit("\1\5\xf0\0\0\0\x08\0\0"s));
  EXPECT_TRUE(seven_zip_counts_fit("\1\0"s));
  std::string hostile = "7z\xbc\xaf\x27\x1c\0\4"s + number(0, 4) + number(0, 8) + number(14, 8) +
                        number(0, 4) + "\1\4\6\0\0\0\7\x0b\xf0\0\0\0\x08\0"s;
  const FileContents contents = opened(hostile);
  ASSERT_EQ(contents.defects.size(), 1U);
  EXPECT_EQ(contents.defects[0], "the archive's directory claims too much to be read");
}

}  // namespace
}  // namespace backstamp::message
