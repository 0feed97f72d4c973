#include "message/url_rewriter.h"

#include <gtest/gtest.h>

#include "message/url_reader.h"
#include "message/url_set.h"

namespace backstamp::message {
namespace {

Url unwrapped(std::string_view written) {
  auto url = read_url(written);
  EXPECT_TRUE(url) << written;
  return url ? url_rewriters().unwrapped(std::move(*url)) : Url();
}

TEST(UrlRewriter, FindsTheOriginal) {
  const struct {
    std::string_view written, url;
  } cases[] = {
      {"https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Fa%3Fb%3Dc"
       "&data=05%7C01%7Cx&sdata=abc%3D&reserved=0",
       "https://evil.example/a?b=c"},
      {"https://EUR01.SafeLinks.Protection.Outlook.com/ap/w-59/?url=https%3a%2f%2fevil.example",
       "https://evil.example/"},
      {"https://a.safelinks.protection.outlook.com/?x=1&amp;url=http%3A%2F%2Fevil.example%2F",
       "http://evil.example/"},
      {"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url="
       "https%3A%2F%2Fevil.example%2F&locale=en-us",
       "https://evil.example/"},
      {"https://urldefense.proofpoint.com/v1/url?u=http://www.evil.example/x&k=oIvRg1%2BdGA",
       "http://www.evil.example/x"},
      {"https://urldefense.proofpoint.com/v2/url?u=https-3A__evil.example_a-2Db-3Fq-3D1-5F2"
       "&d=DwMFaQ&c=x&r=y",
       "https://evil.example/a-b?q=1_2"},
      {"https://urldefense.com/v3/__https://evil.example/path__;!!AbC!tok3n$",
       "https://evil.example/path"},
      {"https://urldefense.com/v3/__https://evil.example/a*20b*top__;JSM!!AbC!tok3n$",
       "https://evil.example/a%20b#top"},
      {"https://urldefense.us/v3/__http:/evil.example/x__;!!AbC$", "http://evil.example/x"},
      {"https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fevil.example%2fx&c=E,1,abc&typo=1",
       "https://evil.example/x"},
      {"http://secure-web.cisco.com/1x-Yz/https%3A%2F%2Fevil.example%2Fa%3Fb%3D1",
       "https://evil.example/a?b=1"},
      {"https://url.avanan.click/v2/___https://evil.example/a_b___.YXAzOm",
       "https://evil.example/a_b"},
      {"https://www.google.com/url?q=https://evil.example/x&sa=D", "https://evil.example/x"},
      {"https://www.google.co.uk/url?sa=t&q=evil+shop&url=https%3A%2F%2Fevil.example%2F",
       "https://evil.example/"},
      {"https://clicktime.symantec.com/3Ab?u=https%3A%2F%2Fevil.example", "https://evil.example/"},
      {"https://ddec1-0-en-ctp.trendmicro.com:443/wis/clicktime/v1/query?url="
       "https%3a%2f%2fevil.example%2f&umid=1",
       "https://evil.example/"},
      {"https://eu-central-1.protection.sophos.com/?d=evil.example&u="
       "aHR0cHM6Ly9ldmlsLmV4YW1wbGUveA==&p=m",
       "https://evil.example/x"},
      {"https://eu-central-1.protection.sophos.com?u=aHR0cHM6Ly9ldmlsLmV4YW1wbGUveA&p=m",
       "https://evil.example/x"},
      {"https://protect2.fireeye.com/v1/url?k=1&q=1&e=2&u=https%3A%2F%2Fevil.example%2F",
       "https://evil.example/"},
      {"https://scanmail.trustwave.com/?c=1&u=http%3a%2f%2fevil%2eexample%2f",
       "http://evil.example/"},
  };
  for (const auto& one : cases) {
    const Url url = unwrapped(one.written);
    EXPECT_EQ(url.url.str(), one.url) << one.written;
    EXPECT_EQ(url.domain, read_url(one.url)->domain);
    EXPECT_EQ(url.rewritten, read_url(one.written)->url);
  }
}

TEST(UrlRewriter, FillsRunsOfProofpointInByCharacters) {
  // "**A" is two characters, "**B" three; a character may be several bytes.
  EXPECT_EQ(unwrapped("https://urldefense.com/v3/__https://evil.example/**Az*__;w7zDvCM!!x$").url,
            read_url("https://evil.example/\xc3\xbc\xc3\xbcz#")->url);
  for (const std::string_view broken :
       {"https://urldefense.com/v3/__https://evil.example/**Cz__;w7zDvA!!x$",  // too few
        "https://urldefense.com/v3/__https://evil.example/**.z__;w7zDvA!!x$",  // no such run
        "https://urldefense.com/v3/__https://evil.example/*__;_w!!x$",         // no UTF-8
        "https://urldefense.com/v3/__https://evil.example/*",
        "https://urldefense.com/v3/__https://evil.example/*__;w7zDvA"}) {
    EXPECT_EQ(unwrapped(broken).url, read_url(broken)->url) << broken;
  }
}

TEST(UrlRewriter, LeavesTheRestAlone) {
  for (const std::string_view written : {
           "https://safelinks.protection.outlook.com.evil.example/?url=https://good.example/",
           "https://xsafelinks.protection.outlook.com/?url=https://good.example/",
           "https://safelinks.protection.outlook.com@evil.example/?url=https://good.example/",
           "https://evil.example/safelinks.protection.outlook.com/?url=https://good.example/",
           "https://outlook.com/?url=https://good.example/",
           "https://a.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)",
           "https://a.safelinks.protection.outlook.com/?url=ftp%3A%2F%2Fgood.example",
           "https://a.safelinks.protection.outlook.com/?url=www.good.example",
           "https://a.safelinks.protection.outlook.com/?url=https%253A%252F%252Fgood.example",
           "https://a.safelinks.protection.outlook.com/?url=https://a.example&url=https://"
           "b.example",
           "https://a.safelinks.protection.outlook.com/?data=x#?url=https://good.example/",
           "https://a.safelinks.protection.outlook.com/",
           "https://a.safelinks.protection.outlook.com/?url=",
           "https://a.safelinks.protection.outlook.com/?url=https://",
           "https://protect-eu.mimecast.com/s/AbCdEf?domain=good.example",
           "https://www.google.com/search?q=https://good.example/",
           "https://tracker.example/click?url=https://good.example/",
           "https://secure-web.cisco.com/",
       }) {
    const Url url = unwrapped(written);
    EXPECT_EQ(url.url, read_url(written)->url);
    EXPECT_TRUE(url.rewritten.empty());
  }
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || c == '.';
    constexpr char digits[] = "0123456789ABCDEF";
    result += plain ? std::string{c} : std::string{'%', digits[c >> 4], digits[c & 15]};
  }
  return result;
}

TEST(UrlRewriter, UnwrapsFourLayersAndNoMore) {
  std::string wrapped = "https://evil.example/";
  std::vector<std::string> layers = {wrapped};
  for (int i = 0; i < 6; ++i) {
    wrapped = "https://a.safelinks.protection.outlook.com/?url=" + escaped(wrapped);
    layers.push_back(wrapped);
  }
  EXPECT_EQ(unwrapped(layers[4]).url.str(), layers[0]);
  EXPECT_EQ(unwrapped(layers[4]).rewritten, read_url(layers[4])->url);
  EXPECT_EQ(unwrapped(layers[6]).url, read_url(layers[2])->url);
}

TEST(UrlRewriter, TheUrlsOfAMessageAreOriginals) {
  UrlSet urls(10);
  urls.add_text(
      "https://evil.example/ https://a.safelinks.protection.outlook.com/?url="
      "https%3A%2F%2Fevil.example%2F&data=x",
      UrlLocation::body);
  const std::vector<Url> all = std::move(urls).take();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].url.str(), "https://evil.example/");
  EXPECT_TRUE(all[0].rewritten.view().starts_with("https://a.safelinks."));
}

TEST(UrlRewriter, ChecksItsTable) {
  const auto error = [](std::string_view rewriter) {
    const auto read = UrlRewriters::parse("{\"rewriters\":[" + std::string(rewriter) + "]}");
    return read ? std::string() : read.error().what;
  };
  constexpr std::string_view good =
      R"({"name":"x","hosts":["x.example"],"decoding":"parameter","parameters":["u"]})";
  EXPECT_EQ(error(good), "");
  EXPECT_NE(error(R"({"name":"x","hosts":[],"decoding":"last_path_part"})"), "");
  EXPECT_NE(error(R"({"name":"x","hosts":["com"],"decoding":"last_path_part"})"), "");
  EXPECT_NE(error(R"({"name":"x","hosts":["X.example"],"decoding":"last_path_part"})"), "");
  EXPECT_NE(error(R"({"name":"x","hosts":["x.example"],"decoding":"parameter"})"), "");
  EXPECT_NE(error(R"({"name":"x","hosts":["x.example"],"decoding":"rot13"})"), "");
  EXPECT_NE(error(R"({"name":"x","hosts":"x.example","decoding":"last_path_part"})"), "");
  EXPECT_FALSE(UrlRewriters::parse("{"));
}

}  // namespace
}  // namespace backstamp::message
