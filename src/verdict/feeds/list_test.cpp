#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verdict/feeds/feed.h"

namespace backstamp::verdict {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

const Time now = *parse_rfc3339("2026-11-24T12:00:00Z");

FeedReading read(std::string_view bytes, std::string_view format = "list") {
  const auto reading = read_feed(format, bytes, now);
  EXPECT_TRUE(reading) << reading.error().what;
  return reading.value_or(FeedReading{});
}

std::string summary(const FeedReading& reading) {
  std::string all;
  for (const FeedEntry& entry : reading.entries) {
    all += (all.empty() ? "" : " ") + entry.kind + "=" + entry.value.str();
  }
  return all;
}

const std::string digest(64, 'a');

TEST(List, TheKindFollowsFromTheForm) {
  const std::pair<std::string, std::string> cases[] = {
      {"https://Evil.example/Login", "url=https://evil.example/Login"},
      {"evil.example/login", "url=http://evil.example/login"},
      {"evil.example:8080/login", "url=http://evil.example:8080/login"},
      {"Evil.Example.", "domain=evil.example"},
      {"192.0.2.7", "ip=192.0.2.7"},
      {"192.0.2.7/32", "ip=192.0.2.7"},
      {"2001:DB8::0:1", "ip=2001:db8::1"},
      {std::string(64, 'A'), "file=" + digest},
      {"Eve@Evil.Example", "sender=eve@evil.example"},
      {"hxxps://evil[.]example/a", "url=https://evil.example/a"},
      {"hXXp[:]//evil(.)example", "url=http://evil.example/"},
      {"evil[dot]example", "domain=evil.example"},
      {"192[.]0[.]2[.]7", "ip=192.0.2.7"},
      {"eve[at]evil[.]example", "sender=eve@evil.example"},
  };
  for (const auto& [line, expected] : cases) EXPECT_EQ(summary(read(line)), expected) << line;
}

TEST(List, CommentsAreKeptOrPassedOver) {
  const auto reading = read(
      "\xef\xbb\xbf# a list\r\n\r\n; more\n  a.example  # banking\xff trojan\r\n"
      "http://b.example/#part\n");
  ASSERT_EQ(reading.entries.size(), 2u);
  EXPECT_EQ(reading.entries[0].confidence, 70);
  EXPECT_EQ(reading.entries[0].comment.str(), "banking\xef\xbf\xbd trojan");
  EXPECT_EQ(reading.entries[1].value.str(), "http://b.example/#part");
  EXPECT_TRUE(reading.refused.empty());
}

TEST(List, HostsFilesNameTheHosts) {
  const auto reading = read(
      "127.0.0.1 localhost\n127.0.0.1 localhost.localdomain\n::1 ip6-localhost ip6-loopback\n"
      "0.0.0.0 0.0.0.0\n0.0.0.0\tevil.example\n127.0.0.1 worse.example www.worse.example # two\n");
  EXPECT_EQ(summary(reading), "domain=evil.example domain=worse.example domain=www.worse.example");
  EXPECT_EQ(reading.entries[1].comment.str(), "two");
}

TEST(List, WhatIsNoSingleValueIsRefused) {
  const auto reading = read(
      "good.example\n10.0.0.1\n192.0.2.0/24\nword\ntwo words\nhttps://a.example/*\n*@a.example x\n"
      "ftp:/\n" +
      std::string("nul\0.example\n", 13) + "bytes\xff.example\n" + std::string(20'000, 'a') + "\n");
  EXPECT_EQ(summary(reading), "domain=good.example");
  EXPECT_THAT(reading.refused,
              ElementsAre(Pair("URL with a wildcard", 1), Pair("line too long", 1),
                          Pair("no IP address", 1), Pair("no URL", 1),
                          Pair("no public IP address", 1), Pair("no value of a known form", 1),
                          Pair("not UTF-8", 2), Pair("several words", 2)));
}

// A byte order mark is nothing to IDNA.
TEST(List, WhatHasNoNormalFormIsRefused) {
  const auto reading = read(
      "good.example\nevil.example.\xef\xbb\xbf\n192.0.2.7\xef\xbb\xbf\n"
      "eve@evil.example.\xef\xbb\xbf\n");
  EXPECT_EQ(summary(reading), "domain=evil.example domain=good.example sender=eve@evil.example");
  EXPECT_THAT(reading.refused, ElementsAre(Pair("no domain", 1)));
}

TEST(List, OnlyWhatIsNoListAtAllIsInvalid) {
  EXPECT_THAT(read("").entries, IsEmpty());
  EXPECT_THAT(read("# nothing today\n").entries, IsEmpty());
  for (const std::string_view bytes :
       {"\n <!DOCTYPE html>\nevil.example\n", "one\ntwo three\n", "{\"error\": true}\n"}) {
    const auto reading = read_feed("list", bytes, now);
    ASSERT_FALSE(reading) << bytes;
    EXPECT_EQ(reading.error().fault, Fault::invalid);
    EXPECT_THAT(reading.error().what, HasSubstr("expected one value a line"));
  }
}

TEST(OpenPhish, OneUrlALine) {
  const auto reading =
      read("https://b.example/x\r\nhttp://a.example\nno url\na.example/x\nhttps://b.example/x\n",
           "openphish");
  EXPECT_EQ(summary(reading), "url=http://a.example/ url=https://b.example/x");
  EXPECT_EQ(reading.entries[0].confidence, 80);
  EXPECT_THAT(reading.refused, ElementsAre(Pair("no URL", 2)));
}

TEST(OpenPhish, OtherBytesAreInvalid) {
  for (const std::string_view bytes : {"", "<html>\n<body>\n", "\xff\xfe\n", "evil.example\n"}) {
    const auto reading = read_feed("openphish", bytes, now);
    ASSERT_FALSE(reading) << bytes;
    EXPECT_EQ(reading.error().fault, Fault::invalid);
    EXPECT_THAT(reading.error().what, StartsWith("openphish: expected one URL a line"));
  }
}

TEST(Feeds, AnUnknownFormatNamesTheKnownOnes) {
  const auto reading = read_feed("xml", "", now);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().fault, Fault::not_found);
  EXPECT_THAT(reading.error().what, HasSubstr("urlhaus, phishtank, openphish"));
}

}  // namespace
}  // namespace backstamp::verdict
