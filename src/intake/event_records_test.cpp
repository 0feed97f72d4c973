#include "intake/event_records.h"

#include <gtest/gtest.h>

#include <vector>

namespace backstamp::intake {
namespace {

std::vector<EventRecord> all(std::string_view bytes, const EventLimits& limits = {}) {
  std::vector<EventRecord> records;
  const auto read = for_each_event_record(bytes, limits, [&](EventRecord record) {
    records.push_back(std::move(record));
    return true;
  });
  EXPECT_TRUE(read.has_value());
  return records;
}

struct Case {
  const char* name;
  std::string bytes;
  std::vector<std::string> expected;  // JSON, or "!" and the beginning of the reason
};

TEST(EventRecords, EveryRecordComesOrHasAReason) {
  const Case cases[] = {
      {"nothing", "", {}},
      {"lines", "{\"a\":1}\n\n{\"b\":2}\r\n", {"{\"a\":1}", "{\"b\":2}"}},
      {"a broken line costs itself alone",
       "{\"a\":1}\n{\"b\":\n{\"c\":3}\nx\n{\"d\":4} {\"e\":5}\n",
       {"{\"a\":1}", "!no whole", "{\"c\":3}", "!no whole", "!text behind"}},
      {"braces in texts", "{\"a\":\"}{\\\"\"}\n{\"b\":2}", {"{\"a\":\"}{\\\"\"}", "{\"b\":2}"}},
      {"array", "[{\"a\":[1,{\"x\":2}]}, {\"b\":2}]", {"{\"a\":[1,{\"x\":2}]}", "{\"b\":2}"}},
      {"array with what is none",
       "[{\"a\":1}, 7, {\"b\":2}]",
       {"{\"a\":1}", "!no whole", "{\"b\":2}"}},
      {"one object over lines", "{\n \"a\": 1\n}\n", {"{\n \"a\": 1\n}"}},
      {"byte order mark", "\xef\xbb\xbf{\"a\":1}", {"{\"a\":1}"}},
      {"cut off", "[{\"a\":1},{\"b\":", {"{\"a\":1}", "!no whole"}},
      {"audit search",
       "CreationDate,UserIds,AuditData\r\n2021,a,\"{\"\"Id\"\":\"\"1\"\"}\"\r\n2021,b,x\r\n",
       {"{\"Id\":\"1\"}", "!no whole"}},
      {"columns",
       "Operation,UserId\nSend,anna\n\"New\nRule\",\"b,c\"\nonly one\n",
       {"{\"Operation\":\"Send\",\"UserId\":\"anna\"}",
        "{\"Operation\":\"New\\nRule\",\"UserId\":\"b,c\"}", "!1 fields"}},
  };
  for (const Case& one : cases) {
    const auto records = all(one.bytes);
    ASSERT_EQ(records.size(), one.expected.size()) << one.name;
    for (std::size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(records[i].number, i + 1) << one.name;
      const std::string& expected = one.expected[i];
      if (expected.starts_with('!')) {
        EXPECT_TRUE(records[i].refused.starts_with(expected.substr(1)))
            << one.name << ": " << records[i].refused;
        EXPECT_TRUE(records[i].json.empty()) << one.name;
      } else {
        EXPECT_EQ(records[i].json, expected) << one.name;
        EXPECT_EQ(records[i].refused, "") << one.name;
      }
    }
  }
}

TEST(EventRecords, RecordsAreBoundedInSizeAndDepth) {
  const EventLimits limits{.record_bytes_max = 100, .depth_max = 5, .columns_max = 10};
  const std::string deep = "{\"a\":" + std::string(6, '[') + std::string(6, ']') + "}\n";
  const auto records = all(deep + "{\"a\":\"" + std::string(200, 'x') + "\"}\n{\"b\":1}\n", limits);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].refused, "nested more than 5 deep");
  EXPECT_EQ(records[1].refused, "larger than 100 bytes");
  EXPECT_EQ(records[2].json, "{\"b\":1}");
  const auto rows = all(
      "a,b\n" + std::string(20, ',') + "\n\"" + std::string(300, 'x') + "\",y\n" + "1,2\n", limits);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].refused, "row too large");
  EXPECT_EQ(rows[1].refused, "row too large");
  EXPECT_EQ(rows[2].json, "{\"a\":\"1\",\"b\":\"2\"}");
}

TEST(EventRecords, WhatHasNoneOfTheFormsIsRefusedAsAWhole) {
  const auto read =
      for_each_event_record("just words\nand more", {}, [](const EventRecord&) { return true; });
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().fault, Fault::invalid);
}

TEST(EventRecords, ReadingStopsWhenNoMoreIsWanted) {
  int seen = 0;
  ASSERT_TRUE(
      for_each_event_record("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", {}, [&](const EventRecord&) {
        return ++seen < 2;
      }).has_value());
  EXPECT_EQ(seen, 2);
}

}  // namespace
}  // namespace backstamp::intake
