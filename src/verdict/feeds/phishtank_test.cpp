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
  const auto reading = read_feed("phishtank", bytes, now);
  EXPECT_TRUE(reading) << reading.error().what;
  return reading.value_or(FeedReading{});
}

Error refusal(std::string_view bytes) {
  const auto reading = read_feed("phishtank", bytes, now);
  EXPECT_FALSE(reading) << bytes.substr(0, 100);
  return reading ? Error{Fault::conflict, ""} : reading.error();
}

TEST(PhishTank, JsonAndCsvSayTheSame) {
  const auto json = read(R"([
    {"phish_id": 1, "url": "https://login.example/a?b=c,d", "phish_detail_url": "x",
     "submission_time": "2026-11-20T08:00:00+00:00", "verified": "yes",
     "verification_time": "2026-11-20T09:00:00+00:00", "online": "yes",
     "details": [{"ip_address": "192.0.2.1"}], "target": "Some Bank"},
    {"phish_id": "2", "url": "http://other.example", "submission_time": null,
     "verified": "no", "online": "yes", "target": "Other"}])");
  const auto csv = read(
      "phish_id,url,phish_detail_url,submission_time,verified,verification_time,online,target\n"
      "1,\"https://login.example/a?b=c,d\",x,2026-11-20T08:00:00+00:00,yes,"
      "2026-11-20T09:00:00+00:00,yes,Some Bank\n"
      "2,http://other.example,x,,no,,yes,Other\n");
  ASSERT_EQ(json.entries.size(), 2u);
  EXPECT_EQ(json.entries, csv.entries);
  EXPECT_EQ(json.entries[0].value.str(), "http://other.example/");
  EXPECT_EQ(json.entries[0].confidence, 40);
  EXPECT_FALSE(json.entries[0].seen);
  EXPECT_EQ(json.entries[1].value.str(), "https://login.example/a?b=c,d");
  EXPECT_EQ(json.entries[1].confidence, 90);
  EXPECT_EQ(json.entries[1].seen, *parse_rfc3339("2026-11-20T09:00:00Z"));
  EXPECT_FALSE(json.entries[1].expires);
  EXPECT_EQ(json.entries[1].comment.str(), "Some Bank");
}

TEST(PhishTank, WrongTypesAreRefusedOneByOne) {
  const auto reading = read(R"([1, "x", null, [{"url": "http://deeper.example/"}],
    {"url": 7}, {"url": {"url": "http://inner.example/"}}, {}, {"url": "http://a\u0000.example/"},
    {"url": "http://off.example/", "online": false},
    {"url": "http://first.example/", "url": "http://last.example/", "verified": 184467440737095516150,
     "submission_time": "x"}])");
  ASSERT_EQ(reading.entries.size(), 1u);
  EXPECT_EQ(reading.entries[0].value.str(), "http://last.example/");
  EXPECT_EQ(reading.entries[0].confidence, 40);
  EXPECT_THAT(reading.refused,
              ElementsAre(Pair("no URL", 3), Pair("not UTF-8", 1), Pair("offline", 1)));
}

TEST(PhishTank, AnEmptyArrayIsAnEmptyFeed) { EXPECT_THAT(read("[]").entries, IsEmpty()); }

TEST(PhishTank, OtherBytesAreInvalid) {
  EXPECT_THAT(refusal("").what, HasSubstr("expected the names of columns"));
  EXPECT_THAT(refusal("{}").what, HasSubstr("expected a JSON array"));
  EXPECT_THAT(refusal("[{\"name\": \"x\"}]").what, HasSubstr("expected a JSON array"));
  EXPECT_THAT(refusal("[{\"url\": \"http://a.example/\"}").what, HasSubstr("no JSON from byte"));
  EXPECT_THAT(refusal("[{\"url\": \"\xff\"}]").what, HasSubstr("no JSON from byte"));
  EXPECT_THAT(refusal("[1e99999]").what, HasSubstr("no JSON from byte"));
  EXPECT_EQ(refusal("[]]").fault, Fault::invalid);
}

TEST(PhishTank, DepthAndSizeHaveBounds) {
  const Error deep = refusal(std::string(1'000'000, '['));
  EXPECT_EQ(deep.fault, Fault::limit);
  EXPECT_THAT(deep.what, HasSubstr("nested deeper than 64"));
  std::string wide = "[{\"x\":[0";
  for (int value = 0; value < 2'000'000; ++value) wide += ",0";
  EXPECT_EQ(refusal(wide + "]}]").fault, Fault::limit);
}

}  // namespace
}  // namespace backstamp::verdict
