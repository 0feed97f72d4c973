#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verdict/feeds/feed.h"

namespace backstamp::verdict {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const Time now = *parse_rfc3339("2026-11-24T12:00:00Z");

FeedReading read(std::string_view bytes) {
  const auto reading = read_feed("stix", bytes, now);
  EXPECT_TRUE(reading) << reading.error().what;
  return reading.value_or(FeedReading{});
}

// A bundle of these objects.
std::string bundle(const std::string& objects) {
  return R"({"type": "bundle", "id": "bundle--1", "objects": [)" + objects + "]}";
}

TEST(Stix, AnIndicatorIsReadWithWhatItSays) {
  const auto reading = read(bundle(R"(
    {"type": "identity", "name": "x", "pattern": "[url:value = 'http://no.example/']"},
    {"type": "indicator", "spec_version": "2.1", "pattern_type": "stix", "confidence": 85,
     "name": "Phishing kit", "indicator_types": ["malicious-activity", "phishing"],
     "valid_from": "2026-11-20T00:00:00Z", "valid_until": "2026-12-20T00:00:00.000Z",
     "pattern": "[url:value = 'http://a.example/x' OR domain-name:value = 'b.example']"})"));
  ASSERT_EQ(reading.entries.size(), 2u);
  EXPECT_EQ(reading.entries[0].kind, "domain");
  EXPECT_EQ(reading.entries[0].value.str(), "b.example");
  const FeedEntry& url = reading.entries[1];
  EXPECT_EQ(url.kind, "url");
  EXPECT_EQ(url.confidence, 85);
  EXPECT_EQ(url.seen, *parse_rfc3339("2026-11-20T00:00:00Z"));
  EXPECT_EQ(url.expires, *parse_rfc3339("2026-12-20T00:00:00Z"));
  EXPECT_EQ(url.comment.str(), "Phishing kit; malicious-activity; phishing");
  EXPECT_TRUE(reading.refused.empty());
}

TEST(Stix, AnIndicatorOfVersion20NamesNoLanguage) {
  const auto reading = read(R"({"type": "bundle", "id": "bundle--1", "spec_version": "2.0",
    "objects": [{"type": "indicator", "labels": ["phishing"], "name": "a.example",
     "valid_from": "2026-11-20T00:00:00Z", "pattern": "[domain-name:value = 'a.example']"}]})");
  ASSERT_EQ(reading.entries.size(), 1u);
  EXPECT_EQ(reading.entries[0].confidence, 50);
  EXPECT_EQ(reading.entries[0].expires, *parse_rfc3339("2027-11-20T00:00:00Z"));
  EXPECT_EQ(reading.entries[0].comment.str(), "phishing");
}

TEST(Stix, WhatIsNotInForceOrNotOursIsRefused) {
  const auto reading = read(bundle(R"(
    {"type": "indicator", "revoked": true, "pattern": "[url:value = 'http://a.example/']"},
    {"type": "indicator", "pattern_type": "yara", "pattern": "rule x {}"},
    {"type": "indicator", "valid_from": "2027-01-01T00:00:00Z",
     "pattern": "[url:value = 'http://a.example/']"},
    {"type": "indicator", "valid_until": "2026-01-01T00:00:00Z",
     "pattern": "[url:value = 'http://a.example/']"},
    {"type": "indicator", "pattern": "[file:hashes.MD5 = 'x']"},
    {"type": "indicator", "pattern": "[url:value = 'http://a.example/' AND file:name = 'x']"},
    {"type": "indicator", "pattern": "[domain-name:value = 'a\u0000.example']"},
    {"type": "indicator", "pattern": {"x": 1}}, {"type": "indicator"}, {"type": 7}, 7, [], null,
    {"type": "indicator", "pattern_type": 7, "pattern": "[url:value = 'http://a.example/']"},
    {"type": "indicator", "confidence": 1e30, "valid_from": 7, "name": [], "labels": "x",
     "pattern": "[url:value = 'http://good.example/']"})"));
  ASSERT_EQ(reading.entries.size(), 1u);
  EXPECT_EQ(reading.entries[0].value.str(), "http://good.example/");
  EXPECT_EQ(reading.entries[0].confidence, 50);
  EXPECT_THAT(reading.refused,
              ElementsAre(Pair("expired", 1), Pair("not UTF-8", 1), Pair("not yet valid", 1),
                          Pair("pattern not understood", 2), Pair("pattern of another language", 2),
                          Pair("pattern of several conditions at once", 1),
                          Pair("property not used", 1), Pair("revoked", 1)));
}

TEST(Stix, BundlesAndEnvelopesMayBeEmpty) {
  for (const std::string_view bytes :
       {R"({"type": "bundle", "id": "bundle--1"})", "{}", R"({"objects": [], "more": false})"}) {
    EXPECT_THAT(read(bytes).entries, IsEmpty()) << bytes;
  }
}

TEST(Stix, OtherBytesAreInvalid) {
  for (const std::string_view bytes :
       {"", "[]", "7", "<html>", R"({"Event": {}})", R"({"objects": [)", "{\"objects\": [\xff]}",
        R"({"objects": [1e999]})"}) {
    const auto reading = read_feed("stix", bytes, now);
    ASSERT_FALSE(reading) << bytes;
    EXPECT_EQ(reading.error().fault, Fault::invalid);
    EXPECT_THAT(reading.error().what, HasSubstr("byte"));
  }
  const auto deep = read_feed("stix", R"({"objects": )" + std::string(100'000, '['), now);
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().fault, Fault::limit);
}

}  // namespace
}  // namespace backstamp::verdict
