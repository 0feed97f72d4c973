#include "investigation/accounts/click_classes.h"

#include <gtest/gtest.h>

#include "investigation/accounts/sample_events.h"

namespace backstamp::investigation {
namespace {

Click click(std::string_view time, std::string account, std::string url = "https://evil.example/",
            std::string ip = "") {
  Click one;
  one.at = at(time);
  one.account = std::move(account);
  one.url = std::move(url);
  one.ip = std::move(ip);
  one.action = "ClickAllowed";
  one.agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/120";
  one.message = "m1";
  return one;
}

std::vector<ClassedClick> classes(const std::vector<Click>& clicks) {
  return classed(clicks, {{{"m1", "anna"}, at("2026-06-15T10:00:00Z")}}, built_in_click_policy());
}

TEST(Clicks, OfAPerson) {
  const auto one = classes({click("2026-06-15T10:05:00Z", "anna")});
  EXPECT_EQ(one[0].made_by, ClickClass::person);
  EXPECT_TRUE(one[0].reached);
  // Two links in a minute, colleagues of one office, a click before the copy is known.
  const auto office = classes({click("2026-06-15T10:05:00Z", "anna", "https://a/", "192.0.2.1"),
                               click("2026-06-15T10:05:30Z", "anna", "https://b/", "192.0.2.1"),
                               click("2026-06-15T10:05:40Z", "bob", "https://a/", "192.0.2.1")});
  for (const ClassedClick& each : office) EXPECT_EQ(each.made_by, ClickClass::person) << each.why;
}

TEST(Clicks, OfPrograms) {
  EXPECT_EQ(classes({click("2026-06-15T10:00:03Z", "anna")})[0].why,
            "it came 3 s after the message was delivered");
  const auto at_once = classes({click("2026-06-15T10:05:00Z", "anna", "https://a/"),
                                click("2026-06-15T10:05:01Z", "anna", "https://b/"),
                                click("2026-06-15T10:05:01Z", "anna", "https://c/")});
  for (const ClassedClick& each : at_once) EXPECT_EQ(each.why, "3 links of one message within 2 s");
  std::vector<Click> many;
  for (int i = 0; i < 6; ++i)
    many.push_back(
        click("2026-06-15T10:05:00Z", "user" + std::to_string(i), "https://a/", "192.0.2.7"));
  for (const ClassedClick& each : classes(many)) EXPECT_EQ(each.made_by, ClickClass::scanner);
  Click preview = click("2026-06-15T10:05:00Z", "anna");
  preview.agent = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)";
  EXPECT_EQ(classes({preview})[0].made_by, ClickClass::preview);
  preview.agent = "BingPreview/1.0b";
  EXPECT_EQ(classes({preview})[0].made_by, ClickClass::scanner);
}

TEST(Clicks, ThatWereStoppedReachedNothing) {
  Click stopped = click("2026-06-15T10:05:00Z", "anna");
  stopped.action = "ClickBlocked";
  EXPECT_FALSE(classes({stopped})[0].reached);
  stopped.clicked_through = true;
  EXPECT_TRUE(classes({stopped})[0].reached);
}

}  // namespace
}  // namespace backstamp::investigation
