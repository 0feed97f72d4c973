#include "message/header_block.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

TEST(HeaderBlock, ReadsFieldsAndBody) {
  for (const std::string_view bytes :
       {std::string_view("Subject: one\n two\nTo : x@example.com\n\nbody\n"),
        std::string_view("Subject: one\r\n two\r\nTo : x@example.com\r\n\r\nbody\n"),
        std::string_view("\n\nSubject: one\n two\nTo: x@example.com\n\nbody\n"),
        std::string_view("From a@b Thu Jan 1 00:00:00 1970\nSubject: one\n two\nTo: x@example.com\n"
                         "\nbody\n")}) {
    const HeaderBlock block = read_header_block(bytes);
    ASSERT_EQ(block.fields.size(), 2U) << bytes;
    EXPECT_EQ(block.fields[1].name, "To");
    EXPECT_EQ(block.first("to").value().substr(1), "x@example.com");
    EXPECT_TRUE(block.first("SUBJECT").value().ends_with(" two"));
    EXPECT_EQ(block.body, "body\n");
    EXPECT_FALSE(block.body_at_once);
  }
}

TEST(HeaderBlock, ByteOrderMarkIsNoPartOfAName) {
  const HeaderBlock block = read_header_block("\xef\xbb\xbf\nA: 1\n\nbody");
  EXPECT_TRUE(block.first("a"));
  EXPECT_TRUE(block.marked);
  EXPECT_EQ(block.body, "body");
  EXPECT_FALSE(read_part_header("A: 1\n").marked);
}

TEST(HeaderBlock, PassesOverOddLines) {
  const HeaderBlock block = read_header_block("A: 1\nno field here\nB: 2\n\nbody");
  EXPECT_EQ(block.fields.size(), 2U);
  EXPECT_EQ(block.odd_lines, 1U);
  EXPECT_EQ(block.body, "body");
}

TEST(HeaderBlock, BodyMayBeginWithoutEmptyLine) {
  const HeaderBlock block = read_header_block("A: 1\nDear all,\nhello\n");
  EXPECT_TRUE(block.body_at_once);
  EXPECT_EQ(block.body, "Dear all,\nhello\n");
}

TEST(HeaderBlock, AllGivesTopmostFirst) {
  const HeaderBlock block = read_header_block("R:1\nr:2\nX:3\nR:4\n");
  ASSERT_EQ(block.all("r").size(), 3U);
  EXPECT_EQ(block.all("r")[0], "1");
  EXPECT_EQ(block.all("r")[2], "4");
}

TEST(HeaderBlock, AnEmptyHeaderIsNoField) {
  EXPECT_EQ(read_part_header("\nNote: this is text\n").body, "Note: this is text\n");
  EXPECT_EQ(read_header_block("\nhttp://a.example/\n").body, "http://a.example/\n");
  EXPECT_EQ(read_header_block("\nDear all\n").body, "Dear all\n");
}

TEST(HeaderBlock, IsBounded) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += "a:\n";
  const HeaderBlock block = read_header_block(bytes);
  EXPECT_EQ(block.fields.size(), HeaderBlock::fields_max);
  EXPECT_TRUE(block.too_many);
}

TEST(HeaderBlock, EmptyAndBareInput) {
  EXPECT_TRUE(read_header_block("").fields.empty());
  EXPECT_TRUE(read_header_block("\n\n\n").fields.empty());
  EXPECT_EQ(read_header_block("just text").body, "just text");
}

}  // namespace
}  // namespace backstamp::message
