#include "http/message.h"

#include <gtest/gtest.h>

namespace backstamp::http {
namespace {

TEST(Message, FieldNamesCompareWithoutCase) {
  Fields fields{{"Content-Type", "text/plain"}};
  EXPECT_EQ(fields.find("content-TYPE")->second, "text/plain");
  EXPECT_FALSE(fields.contains("content-typ"));
  EXPECT_EQ(Request{.fields = fields}.field("CONTENT-TYPE"), "text/plain");
  EXPECT_EQ(Response{}.field("x"), std::nullopt);
}

TEST(Message, SplitsTheTarget) {
  const Request request{.target = "/a%20b?x=1?2&y"};
  EXPECT_EQ(request.path(), "/a%20b");
  EXPECT_EQ(request.query(), "x=1?2&y");
  EXPECT_EQ(Request{.target = "/a"}.query(), "");
}

TEST(Message, DecodesPercents) {
  EXPECT_EQ(percent_decode("a%20b+c%C3%a4").value(), "a b+c\xC3\xA4");
  EXPECT_EQ(percent_decode("a+b%2B", /*plus_is_blank=*/true).value(), "a b+");
  EXPECT_EQ(percent_decode("%00").value(), std::string(1, '\0'));
  for (const std::string wrong : {"%", "a%2", "%zz", "%2g", "abc%"}) {
    EXPECT_FALSE(percent_decode(wrong)) << wrong;
  }
}

TEST(Message, EveryByteSurvivesEncoding) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)).value(), all);
  EXPECT_EQ(percent_encode("aZ09-._~ /"), "aZ09-._~%20%2F");
}

TEST(Message, ReadsQueries) {
  const Parameters expected{{"a", "1"}, {"b", ""}, {"", "x"}, {"a", "2=3"}, {"c d", "e f"}};
  EXPECT_EQ(parse_query("a=1&b&=x&&a=2=3&c+d=e%20f").value(), expected);
  EXPECT_EQ(parse_query(write_query(expected)).value(), expected);
  EXPECT_TRUE(parse_query("").value().empty());
  EXPECT_FALSE(parse_query("a=%"));
}

}  // namespace
}  // namespace backstamp::http
