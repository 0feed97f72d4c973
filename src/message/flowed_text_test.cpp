#include "message/flowed_text.h"

#include <gtest/gtest.h>

#include "message/parse.h"

namespace backstamp::message {
namespace {

TEST(FlowedText, LinesAreJoined) {
  const struct {
    std::string_view text, joined;
  } cases[] = {
      {"", ""},
      {"one\ntwo\n", "one\ntwo\n"},
      {"http://a.exa \nmple/x \r\n/y\nz", "http://a.example/x/y\nz"},
      {">> a \n>> b\n> c \nd", ">> ab\n> c\nd"},
      {"a \n-- \nb", "a\n-- \nb"},
      {" >no quote\n  two", ">no quote\n two"},
      {"ends \n", "ends"},
      {" \n \n", "\n\n"},
  };
  for (const auto& expected : cases) EXPECT_EQ(joined_lines(expected.text), expected.joined);
}

TEST(FlowedText, IsReadByItsParameters) {
  const auto url_of = [](const std::string& parameters) {
    const Facts facts = parse("From: a@b.example\nContent-Type: text/plain; " + parameters +
                                  "\n\nhttp://a.exa \nmple/login \n/x\n",
                              {});
    return facts.urls.empty() ? "" : facts.urls[0].url.str();
  };
  EXPECT_EQ(url_of("format=flowed; delsp=yes"), "http://a.example/login/x");
  EXPECT_EQ(url_of("Format=\"Flowed\"; DelSp=\"YES\""), "http://a.example/login/x");
  EXPECT_EQ(url_of("format=flowed"), "http://a.exa/");
  EXPECT_EQ(url_of("delsp=yes"), "http://a.exa/");
}

}  // namespace
}  // namespace backstamp::message
