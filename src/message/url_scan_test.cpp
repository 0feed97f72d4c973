#include "message/url_scan.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

TEST(UrlScan, FindsWhatMailProgramsMakeClickable) {
  const struct {
    std::string_view text;
    std::vector<std::string_view> urls;
  } cases[] = {
      {"see http://a.example/x.", {"http://a.example/x"}},
      {"(http://a.example/x_(y)) and www.b.example, or ftp://c.example!",
       {"http://a.example/x_(y)", "http://www.b.example/", "ftp://c.example/"}},
      {"<https://a.example/long\n  er/path> end", {"https://a.example/longer/path"}},
      {"<https://a.example/long\r\ner>", {"https://a.example/longer"}},
      {"<https://a.example/open and more", {"https://a.example/open"}},
      {"\"http://a.example/q\" 'http://b.example/'", {"http://a.example/q", "http://b.example/"}},
      {"mail www@b.example or a@www.b.example", {}},
      {"xhttp://a.example", {}},
      {"HTTP://A.EXAMPLE/P", {"http://a.example/P"}},
      {"https://r.example/?u=http://t.example/", {"https://r.example/?u=http://t.example/"}},
      {"a://b http:// www. www.. end", {}},
      {"\xe3\x80\x8chttps://a.example/\xe3\x80\x8d", {"https://a.example/"}},
      {"", {}},
  };
  for (const auto& expected : cases) {
    std::vector<std::string_view> found;
    const std::vector<Url> urls = scan_urls(expected.text, 100);
    for (const Url& url : urls) found.push_back(url.url.view());
    EXPECT_EQ(found, expected.urls) << expected.text;
  }
}

TEST(UrlScan, IsBounded) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "http://a.example/ ";
  EXPECT_EQ(scan_urls(text, 10).size(), 10U);
  EXPECT_LE(scan_urls(std::string(1'000'000, ':'), 10).size(), 10U);
  EXPECT_EQ(scan_urls("http://a.example/(" + std::string(2'000'000, ')'), 1000).size(), 1U);
  std::string open;
  for (int i = 0; i < 20'000; ++i) open += "<http://a";
  EXPECT_LE(scan_urls(open, 10'000'000).size(), 20'000U);
}

}  // namespace
}  // namespace backstamp::message
