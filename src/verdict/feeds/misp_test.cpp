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
const std::string digest(64, 'a');

FeedReading read(std::string_view bytes) {
  const auto reading = read_feed("misp", bytes, now);
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

// An event with one attribute for detection, of this type and value.
std::string event(const std::string& type, const std::string& value) {
  return R"({"Event": {"Attribute": [{"to_ids": true, "type": ")" + type + R"(", "value": ")" +
         value + R"("}]}})";
}

TEST(Misp, TheTypeSaysWhatTheValueIs) {
  const std::tuple<std::string, std::string, std::string> cases[] = {
      {"url", "hxxp://evil[.]example/a", "url=http://evil.example/a"},
      {"uri", "https://evil.example/a", "url=https://evil.example/a"},
      {"link", "https://evil.example/a", "url=https://evil.example/a"},
      {"domain", "evil.example", "domain=evil.example"},
      {"hostname", "192.0.2.7", "ip=192.0.2.7"},
      {"domain|ip", "evil.example|192.0.2.7", "domain=evil.example ip=192.0.2.7"},
      {"ip-src", "192.0.2.7", "ip=192.0.2.7"},
      {"ip-dst|port", "2001:db8::1|443", "ip=2001:db8::1"},
      {"email-src", "Eve@evil.example", "sender=eve@evil.example"},
      {"sha256", digest, "file=" + digest},
      {"filename|sha256", "a|b.exe|" + digest, "file=" + digest},
  };
  for (const auto& [type, value, expected] : cases) {
    EXPECT_EQ(summary(read(event(type, value))), expected) << type;
  }
}

TEST(Misp, AttributesOfObjectsCountAndTimesAreRead) {
  const auto reading = read(R"({"response": [{"Event": {"info": "Campaign", "Attribute": [],
    "Object": [{"name": "url", "Attribute": [
      {"type": "url", "to_ids": true, "value": "http://a.example/", "timestamp": "1763985600"}]},
      {"deleted": true, "Attribute": [
      {"type": "url", "to_ids": true, "value": "http://gone.example/"}]}]}},
    {"Event": {"Attribute": [
      {"type": "domain", "to_ids": "1", "value": "b.example", "timestamp": 1763985600,
       "last_seen": "2026-11-01T00:00:00.000000+00:00", "comment": "C2",
       "Tag": [{"name": "tlp:green"}]}]}}]})");
  ASSERT_EQ(summary(reading), "domain=b.example");
  EXPECT_EQ(reading.entries[0].seen, *parse_rfc3339("2026-11-01T00:00:00Z"));
  EXPECT_EQ(reading.entries[0].expires, *parse_rfc3339("2027-11-01T00:00:00Z"));
  EXPECT_EQ(reading.entries[0].confidence, 70);
  EXPECT_EQ(reading.entries[0].comment.str(), "C2; tlp:green");
  EXPECT_THAT(reading.refused, ElementsAre(Pair("expired", 1)));
}

TEST(Misp, TheNearestTagSaysHowSureItIs) {
  const auto reading = read(R"({"Event": {
    "Tag": [{"name": "misp:confidence-level=\"usually-confident\""}],
    "Attribute": [
      {"type": "domain", "to_ids": true, "value": "event.example"},
      {"type": "domain", "to_ids": true, "value": "own.example", "Tag": [{"name": "x"},
       {"name": "estimative-language:likelihood-probability=\"very-likely\""},
       {"name": "misp:confidence-level=\"fairly-confident\""}]}]}})");
  ASSERT_EQ(reading.entries.size(), 2u);
  EXPECT_EQ(reading.entries[0].confidence, 75);
  EXPECT_EQ(reading.entries[1].confidence, 50);
}

TEST(Misp, ASearchForAttributesIsReadToo) {
  EXPECT_EQ(summary(read(R"({"response": {"Attribute": [
    {"type": "domain", "to_ids": true, "value": "a.example"}]}})")),
            "domain=a.example");
  EXPECT_THAT(read(R"({"response": []})").entries, IsEmpty());
}

TEST(Misp, WhatIsNotForDetectionOrBrokenIsRefused) {
  const auto reading = read(R"({"Event": {"Tag": 7, "info": [], "Object": {"Attribute": 1},
    "Attribute": [7, "x", null, [],
    {"type": "domain", "to_ids": false, "value": "a.example"},
    {"type": "domain", "value": "a.example"},
    {"type": "domain", "to_ids": true, "deleted": true, "value": "a.example"},
    {"type": "md5", "to_ids": true, "value": "0123"},
    {"type": ["domain"], "to_ids": true, "value": "a.example"},
    {"type": "domain", "to_ids": true, "value": {"x": 1}},
    {"type": "filename|sha256", "to_ids": true, "value": "nothing"},
    {"type": "ip-dst", "to_ids": true, "value": "192.168.1.1"},
    {"type": "url", "to_ids": true, "value": "/gate.php"},
    {"type": "domain", "to_ids": true, "value": "a\u0000.example"},
    {"type": "domain", "to_ids": true, "value": "good.example", "Tag": {"name": 1},
     "timestamp": 99999999999999999999999, "comment": 7}]}})");
  EXPECT_EQ(summary(reading), "domain=good.example");
  EXPECT_FALSE(reading.entries[0].seen);
  EXPECT_THAT(reading.refused,
              ElementsAre(Pair("deleted", 1), Pair("no URL", 1), Pair("no domain", 1),
                          Pair("no public IP address", 1), Pair("not UTF-8", 1),
                          Pair("not for detection", 2), Pair("type not used", 6),
                          Pair("value of one part where its type has two", 1)));
}

TEST(Misp, OtherBytesAreInvalid) {
  for (const std::string_view bytes :
       {"", "{}", "[]", "[{\"Event\": {}}]", "{\"Event\": [}", "{\"Event\": 7}", "<html>",
        "{\"/Event\": {}}", "{\"response/[]\": {\"Event\": {}}}"}) {
    const auto reading = read_feed("misp", bytes, now);
    ASSERT_FALSE(reading) << bytes;
    EXPECT_EQ(reading.error().fault, Fault::invalid);
  }
  std::string deep = R"({"Event": )";
  for (int level = 0; level < 100; ++level) deep += R"({"Object": )";
  const auto reading = read_feed("misp", deep, now);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().fault, Fault::limit);
}

}  // namespace
}  // namespace backstamp::verdict
