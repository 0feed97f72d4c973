#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verdict/feeds/feed.h"

namespace backstamp::verdict {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const Time now = *parse_rfc3339("2026-11-24T12:00:00Z");
const std::string head =
    "# a comment\n#\n# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n";

FeedReading read(std::string_view bytes) {
  const auto reading = read_feed("urlhaus", bytes, now);
  EXPECT_TRUE(reading) << reading.error().what;
  return reading.value_or(FeedReading{});
}

TEST(Urlhaus, AnOnlineUrlIsSurerThanAnOfflineOne) {
  const auto reading =
      read(head +
           R"("2","2026-11-20 08:00:00","http://on.example/a.exe","online","2026-11-24 11:00:00",)"
           R"("malware_download","elf,Mozi","https://urlhaus.example/2/","someone")"
           "\r\n"
           R"("1","2026-11-19 08:00:00","http://off.example/b","offline","","malware_download",)"
           R"("None","https://urlhaus.example/1/","someone")"
           "\r\n");
  ASSERT_EQ(reading.entries.size(), 2u);
  const FeedEntry& offline = reading.entries[0];
  EXPECT_EQ(offline.kind, "url");
  EXPECT_EQ(offline.value.str(), "http://off.example/b");
  EXPECT_EQ(offline.confidence, 50);
  EXPECT_EQ(offline.seen, *parse_rfc3339("2026-11-19T08:00:00Z"));
  EXPECT_EQ(offline.expires, *parse_rfc3339("2027-02-17T08:00:00Z"));
  EXPECT_EQ(offline.comment.str(), "malware_download");
  const FeedEntry& online = reading.entries[1];
  EXPECT_EQ(online.confidence, 90);
  EXPECT_EQ(online.seen, *parse_rfc3339("2026-11-24T11:00:00Z"));
  EXPECT_EQ(online.comment.str(), "malware_download: elf,Mozi");
  EXPECT_TRUE(reading.refused.empty());
}

TEST(Urlhaus, ColumnsAreFoundByName) {
  const auto reading = read("url_status,url,dateadded\nonline,http://a.example/,\n");
  ASSERT_EQ(reading.entries.size(), 1u);
  EXPECT_EQ(reading.entries[0].confidence, 90);
  EXPECT_FALSE(reading.entries[0].seen);
  EXPECT_FALSE(reading.entries[0].expires);
}

TEST(Urlhaus, TheSurestOfTwoStays) {
  const auto reading = read(
      "dateadded,url,url_status\n"
      "2026-11-20 00:00:00,http://a.example/x,offline\n"
      "2026-11-10 00:00:00,HTTP://A.example:80/x,online\n");
  ASSERT_EQ(reading.entries.size(), 1u);
  EXPECT_EQ(reading.entries[0].confidence, 90);
}

TEST(Urlhaus, BrokenRowsAreRefusedOneByOne) {
  const auto reading = read(
      "dateadded,url,url_status\n"
      "\"2026-11-20 00:00:00\",\"http://open.example/,online\n"
      "2026-11-20 00:00:00,http://few.example/\n"
      "2026-11-20 00:00:00,no url at all,online\n"
      "2026-11-20 00:00:00,http://bytes.example/\xff,online\n"
      "2020-01-01 00:00:00,http://old.example/,online\n"
      "2026-11-20 00:00:00,http://a.example/*,online\n" +
      std::string("2026-11-20 00:00:00,http://nul.example/\0x,online\n", 51) +
      "2026-11-20 00:00:00," + std::string(70'000, 'x') + ",online\n" +
      "99999999999999-11-20 00:00:00,http://good.example/,\xf0\x9f\n");
  ASSERT_EQ(reading.entries.size(), 1u);
  EXPECT_EQ(reading.entries[0].value.str(), "http://good.example/");
  EXPECT_EQ(reading.entries[0].confidence, 50);
  EXPECT_FALSE(reading.entries[0].seen);
  EXPECT_THAT(reading.refused,
              ElementsAre(Pair("URL with a wildcard", 1), Pair("expired", 1),
                          Pair("line too long", 1), Pair("no URL", 1), Pair("not UTF-8", 2),
                          Pair("quotes out of place", 1), Pair("wrong number of fields", 1)));
}

TEST(Urlhaus, ATimeToComeIsNow) {
  const auto reading = read("dateadded,url,url_status\n9999-01-01 00:00:00,http://a.example/,x\n");
  ASSERT_EQ(reading.entries.size(), 1u);
  EXPECT_EQ(reading.entries[0].seen, now);
}

TEST(Urlhaus, OtherBytesAreInvalid) {
  for (const std::string_view bytes :
       {"", "# only comments\n", "<html>\n", "{}", "a,b,c\n1,2,3\n"}) {
    const auto reading = read_feed("urlhaus", bytes, now);
    ASSERT_FALSE(reading) << bytes;
    EXPECT_EQ(reading.error().fault, Fault::invalid);
    EXPECT_THAT(reading.error().what, HasSubstr("expected the names of columns"));
  }
}

}  // namespace
}  // namespace backstamp::verdict
