#include "investigation/policies/firing.h"

#include <gtest/gtest.h>

namespace backstamp::investigation {
namespace {

Time at(std::string_view text) { return *parse_rfc3339(text); }

const Time long_ago = at("2020-01-01T00:00:00Z");

std::vector<Hit> hits_of(const std::vector<std::pair<const char*, const char*>>& list) {
  std::vector<Hit> hits;
  for (const auto& [time, entity] : list)
    hits.push_back({at(time), entity, "e" + std::to_string(hits.size())});
  return hits;
}

TEST(Firing, EachEventAloneOrWithThoseOfItsMinute) {
  const Trigger trigger;
  const auto hits = hits_of({{"2026-06-15T10:00:10Z", "anna"},
                             {"2026-06-15T10:00:20Z", "bob"},
                             {"2026-06-15T10:00:50Z", "anna"},
                             {"2026-06-15T10:01:10Z", "anna"}});
  const auto fired = firings(trigger, hits, long_ago, long_ago);
  ASSERT_EQ(fired.size(), 3U);
  EXPECT_EQ(fired[0].entity, "anna");
  EXPECT_EQ(fired[0].events, 2U);
  EXPECT_EQ(fired[0].ids, (std::vector<std::string>{"e0", "e2"}));
  EXPECT_EQ(fired[1].entity, "bob");
  EXPECT_EQ(fired[2].events, 1U);
  EXPECT_NE(fired[0].key, fired[2].key);
  // What is found later is the same alert.
  const auto later = firings(trigger, hits, at("2026-06-15T10:01:00Z"), long_ago);
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].key, fired[2].key);
}

TEST(Firing, AThresholdIsReachedWithinItsTimeOnly) {
  const Trigger trigger{
      .mode = TriggerMode::threshold, .within = std::chrono::minutes(10), .count = 3};
  EXPECT_TRUE(firings(trigger,
                      hits_of({{"2026-06-15T10:00:00Z", "anna"},
                               {"2026-06-15T10:06:00Z", "anna"},
                               {"2026-06-15T10:07:00Z", "bob"},
                               {"2026-06-15T10:12:00Z", "anna"}}),
                      long_ago, long_ago)
                  .empty());
  const auto fired = firings(trigger,
                             hits_of({{"2026-06-15T10:00:00Z", "anna"},
                                      {"2026-06-15T10:06:00Z", "anna"},
                                      {"2026-06-15T10:12:00Z", "anna"},
                                      {"2026-06-15T10:13:00Z", "anna"},
                                      {"2026-06-15T10:14:00Z", "anna"}}),
                             long_ago, long_ago);
  ASSERT_EQ(fired.size(), 1U);
  EXPECT_EQ(fired[0].first, at("2026-06-15T10:06:00Z"));
  EXPECT_EQ(fired[0].last, at("2026-06-15T10:13:00Z"));
  EXPECT_EQ(fired[0].why, "3 events within 10 minutes");
}

std::vector<Hit> daily(int quiet_days, int a_day, int on_the_last) {
  std::vector<Hit> hits;
  for (int day = 0; day <= quiet_days; ++day) {
    const int count = day == quiet_days ? on_the_last : a_day;
    for (int i = 0; i < count; ++i) {
      hits.push_back({at("2026-06-01T10:00:00Z") + std::chrono::days(day) + std::chrono::minutes(i),
                      "anna", "e"});
    }
  }
  return hits;
}

TEST(Firing, UnusualIsMeasuredAgainstTheDaysBefore) {
  const Trigger trigger{.mode = TriggerMode::unusual, .count = 10, .days = 7, .factor = 5};
  const auto fired = firings(trigger, daily(7, 2, 20), long_ago, long_ago);
  ASSERT_EQ(fired.size(), 1U);
  EXPECT_EQ(fired[0].events, 20U);
  EXPECT_EQ(fired[0].why, "20 events in a day; on the 7 days before it had 2.0 a day");
  EXPECT_TRUE(firings(trigger, daily(7, 4, 20), long_ago, long_ago).empty());  // five times
  EXPECT_TRUE(firings(trigger, daily(7, 0, 9), long_ago, long_ago).empty());   // too few
  EXPECT_EQ(firings(trigger, daily(7, 0, 10), long_ago, long_ago).size(), 1U);
  // Before the baseline is learnt nothing is unusual.
  EXPECT_TRUE(firings(trigger, daily(7, 2, 20), long_ago, at("2026-06-03T00:00:00Z")).empty());
}

TEST(EventPolicy, ReadsWhatItWritesAndSaysWhatIsWrong) {
  const char* json =
      R"({"id":"x-1","title":"T","severity":"High","category":"C","table":"CloudAppEvents",
          "where":"ActionType == 'Send'","entity":"AccountUpn","playbook":"p",
          "trigger":{"mode":"threshold","count":5,"within_minutes":30}})";
  const auto policy = parse_event_policy(json);
  ASSERT_TRUE(policy.has_value()) << policy.error().what;
  EXPECT_EQ(policy->event, "ReportId");
  const auto again = parse_event_policy(to_json(*policy));
  ASSERT_TRUE(again.has_value()) << again.error().what;
  EXPECT_EQ(to_json(*again), to_json(*policy));
  EXPECT_EQ(kql_of(*policy, "| where true"),
            "CloudAppEvents | where true | where ActionType == 'Send'  | project Timestamp, Entity "
            "= tolower(tostring(AccountUpn)), Event = tostring(ReportId) | where "
            "isnotempty(Entity) | sort by Timestamp asc");

  const std::pair<const char*, const char*> wrong[] = {
      {"[]", "no JSON object"},
      {"{}", "'id' is missing"},
      {R"({"id":"X"})", "'title' is missing"},
      {R"({"id":"x","title":"T","severity":"High","category":"C","table":"Nowhere","where":"1",
           "entity":"a"})",
       "names no hunting table"},
      {R"({"id":"x","title":"T","severity":"Dire","category":"C","table":"CloudAppEvents",
           "where":"1","entity":"a"})",
       "severity"},
      {R"({"id":"x","title":"T","severity":"High","category":"C","table":"CloudAppEvents",
           "where":"1","entity":"a","trigger":{"mode":"often"}})",
       "'mode' must be"},
      {R"({"id":"x","title":"T","severity":"High","category":"C","table":"CloudAppEvents",
           "where":"1","then":"join x","entity":"a"})",
       "'then' must begin with |"}};
  for (const auto& [text, told] : wrong) {
    const auto refused = parse_event_policy(text);
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_NE(refused.error().what.find(told), std::string::npos) << refused.error().what;
  }
}

}  // namespace
}  // namespace backstamp::investigation
