#include "message/files/seven_zip_header.h"

#include <gtest/gtest.h>

#include "message/files/made_archive.h"

namespace backstamp::message {
namespace {

TEST(SevenZipHeader, SizeIsThatOfTheUnpackedDirectory) {
  std::vector<MadeEntry> entries;
  for (int i = 0; i < 300; ++i) entries.push_back({std::string(60, 'n') + std::to_string(i), "x"});
  const std::string bytes = make_archive({.format = "7zip"}, entries);
  EXPECT_GT(seven_zip_header_size(bytes), 300U * 60 * 2);
  EXPECT_LT(seven_zip_header_size(bytes), seven_zip_header_bytes_max);
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    seven_zip_header_size(std::string_view(bytes).substr(0, size));
  }
  EXPECT_EQ(seven_zip_header_size("PK"), 0U);
}

}  // namespace
}  // namespace backstamp::message
