#include "message/url_reader.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

TEST(Url, IsReadIntoOneForm) {
  const struct {
    std::string_view written, url, domain;
  } cases[] = {
      {"http://example.com", "http://example.com/", "example.com"},
      {"HTTPS://Example.COM:443/A?b#C", "https://example.com/A?b#C", "example.com"},
      {"http://example.com:8080", "http://example.com:8080/", "example.com"},
      {"https://example.com:80/", "https://example.com:80/", "example.com"},
      {"www.Example.com/x", "http://www.example.com/x", "www.example.com"},
      {"//cdn.example.com/x", "http://cdn.example.com/x", "cdn.example.com"},
      {"ftp://example.com:21/f", "ftp://example.com/f", "example.com"},
      {" \n https://exa\nmple.com/a\tb ", "https://example.com/ab", "example.com"},
      {"https:\\\\example.com\\x\\y?a\\b", "https://example.com/x/y?a%5Cb", "example.com"},
      {"https:example.com/x", "https://example.com/x", "example.com"},
      {"https://example.com?q=1", "https://example.com/?q=1", "example.com"},
      {"https://bank.example@evil.example/x", "https://bank.example@evil.example/x",
       "evil.example"},
      {"https://b\xc3\xbc"
       "cher.example/\xc3\xbc",
       "https://xn--bcher-kva.example/%C3%BC", "xn--bcher-kva.example"},
      {"https://%65xample.com/%7euser/%2f%zz", "https://example.com/~user/%2F%25zz", "example.com"},
      {"https://example.com/a b\"<>", "https://example.com/a%20b%22%3C%3E", "example.com"},
      {"http://192.0.2.1/", "http://192.0.2.1/", "192.0.2.1"},
      {"http://0xC0000201/", "http://192.0.2.1/", "192.0.2.1"},
      {"http://3221226027/", "http://192.0.2.43/", "192.0.2.43"},
      {"http://%30xc0.0%30.2.4%33./a", "http://192.0.2.43/a", "192.0.2.43"},
      {"http://bank.example@3221226027/", "http://bank.example@192.0.2.43/", "192.0.2.43"},
      {"http:\\\\bank.example\\@evil.example/", "http://bank.example/@evil.example/",
       "bank.example"},
      {"http://192.0.2.4\xef\xbc\x93/", "http://192.0.2.43/", "192.0.2.43"},
      {"http://[::FFFF:c000:22b]/", "http://192.0.2.43/", "192.0.2.43"},
      {"http://[2001:0db8:0:0::0001]/", "http://[2001:db8::1]/", "[2001:db8::1]"},
      {"https://a.example:0443/", "https://a.example/", "a.example"},
      {"https://a.example:08080/", "https://a.example:8080/", "a.example"},
      {"https://a.example:%300443/", "https://a.example/", "a.example"},
      {"https://a.example/b/./c/../../d?x=/../y", "https://a.example/d?x=/../y", "a.example"},
      {"https://a.example/../b/%2E%2e/.c/..", "https://a.example/", "a.example"},
      {"https://a.example/b/..//c/.", "https://a.example//c/", "a.example"},
      {"http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x", "[2001:db8::1]"},
      {"http://example.com./", "http://example.com/", "example.com"},
  };
  for (const auto& expected : cases) {
    const auto url = read_url(expected.written);
    ASSERT_TRUE(url) << expected.written;
    EXPECT_EQ(url->url.str(), expected.url) << expected.written;
    EXPECT_EQ(url->domain.str(), expected.domain) << expected.written;
    EXPECT_EQ(read_url(url->url.view())->url.str(), url->url.str()) << "read again";
  }
}

// What was normalised once is compared with what is read again: a block entry must not be slipped
// by.
TEST(Url, ReadAgainIsTheSame) {
  for (const char* raw :
       {"https://a.example/%%36%36", "https://a.example/100%", "https://a.example/%zz?%4",
        "https://a.example/%2525", "https://evil.example.\xef\xbb\xbf/x",
        "https://a.example/a b\"c", "https://a.example/.%2e/x/%2e./", "https://a.example//..//x/.",
        "http://[::ffff:0:1]/", "http://0x/", "http://192.0.2.7\xef\xbb\xbf/"}) {
    const auto once = read_url(raw);
    ASSERT_TRUE(once) << raw;
    const auto twice = read_url(once->url.view());
    ASSERT_TRUE(twice) << raw;
    EXPECT_EQ(twice->url.view(), once->url.view()) << raw;
    EXPECT_EQ(twice->domain.view(), once->domain.view()) << raw;
  }
}

TEST(Url, RefusesOthers) {
  for (const std::string_view written : {"",
                                         "mailto:a@b.example",
                                         "javascript:alert(1)",
                                         "data:text/html,x",
                                         "cid:1",
                                         "tel:1",
                                         "/relative",
                                         "#top",
                                         "relative.html",
                                         "http://",
                                         "http:///",
                                         "https://?x",
                                         "http://a b/",
                                         "http://.example/",
                                         "http://user@/",
                                         "httpx://example.com",
                                         "http://[::1",
                                         "\xff\xfe",
                                         "http://192.0.2.256/",
                                         "http://1.2.3.4.5/",
                                         "http://4294967296/",
                                         "http://[::g]/",
                                         "http://[::1]x/",
                                         "http://a.0x/"}) {
    EXPECT_FALSE(read_url(written)) << written;
  }
}

TEST(Url, IsBounded) {
  const auto url = read_url("http://example.com/" + std::string(100'000, 'a'));
  ASSERT_TRUE(url);
  EXPECT_LE(url->url.size(), url_bytes_max);
}

TEST(Url, LongHostsAreTheSameWhenReadAgain) {
  std::string many_labels;  // longer as A-labels than as they are written
  for (int i = 0; i < 90; ++i) many_labels += "w\xff.ow.";
  for (const std::string& host : {"a.\x9c_." + std::string(900, '\xbb'), many_labels + "example"}) {
    const auto url = read_url("//" + host);
    ASSERT_TRUE(url);
    const auto again = read_url(url->url.view());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->url, url->url);
    EXPECT_EQ(again->domain, url->domain);
  }
}

}  // namespace
}  // namespace backstamp::message
