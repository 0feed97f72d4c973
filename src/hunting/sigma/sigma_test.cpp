// Sigma rules as questions: what is taken, what is refused and why, and that the rows are right.
#include "hunting/sigma/sigma.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "hunting/kql/test_store.h"
#include "hunting/sigma/yaml.h"

namespace backstamp::hunting::sigma {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string rule(const std::string& detection, const std::string& category = "email") {
  return "title: Test\nlogsource:\n  product: backstamp\n  category: " + category +
         "\ndetection:\n" + detection;
}

std::string condition(const std::string& detection, const std::string& category = "email") {
  const auto read = read_rule(rule(detection, category));
  return read ? read->condition : "refused: " + read.error().what;
}

TEST(Yaml, IsReadWithinBounds) {
  EXPECT_EQ(yaml_to_json("a: [1, 1.5, true, null, '1', x]\nb:\n  - c: ''\n").value(),
            R"({"a":[1,1.5,true,null,"1","x"],"b":[{"c":""}]})");
  EXPECT_THAT(yaml_to_json("a: &x 1\nb: *x").error().what, HasSubstr("anchors"));
  EXPECT_THAT(yaml_to_json("a: !!str 1").error().what, HasSubstr("tags"));
  EXPECT_THAT(yaml_to_json("a: 1\na: 2").error().what, HasSubstr("twice"));
  EXPECT_THAT(yaml_to_json("a: 1\n---\nb: 2").error().what, HasSubstr("more than one"));
  EXPECT_THAT(yaml_to_json("a: [1").error().what, HasSubstr("line 2"));
  EXPECT_EQ(yaml_to_json(std::string(40, '[') + std::string(40, ']')).error().fault, Fault::limit);
  std::string wide = "[";
  for (int i = 0; i < 20'000; ++i) wide += "1,";
  EXPECT_EQ(yaml_to_json(wide + "1]").error().fault, Fault::limit);
  EXPECT_EQ(yaml_to_json(std::string(300'000, ' ')).error().fault, Fault::limit);
}

TEST(Sigma, WritesKql) {
  const std::map<std::string, std::string> cases = {
      {"  s: {Subject: Invoice}\n  condition: s", R"(((Subject =~ "Invoice")))"},
      {"  s: {Subject|contains: [a, b]}\n  condition: s",
       R"((((Subject contains "a" or Subject contains "b"))))"},
      {"  s: {Subject|contains|all: [a, b]}\n  condition: s",
       R"((((Subject contains "a" and Subject contains "b"))))"},
      {"  s: {Subject|startswith|cased: a}\n  condition: s", R"(((Subject startswith_cs "a")))"},
      {"  s: {Subject: 'a*b'}\n  condition: s", R"(((Subject matches regex "(?is)^a.*b$")))"},
      {"  s: {Subject|re: 'a\\d+'}\n  condition: s", R"(((Subject matches regex "a\\d+")))"},
      {"  s: {Subject|contains: 'a\\*b'}\n  condition: s", R"(((Subject contains "a*b")))"},
      {"  s: {SenderIPv4|cidr: 192.0.2.0/24}\n  condition: s",
       R"(((ipv4_is_in_range(SenderIPv4, "192.0.2.0/24"))))"},
      {"  s: {Subject: null}\n  condition: s", R"(((isempty(Subject))))"},
      {"  s: {UrlCount|gte: 3}\n  condition: s", R"(((UrlCount >= 3)))"},
      {"  s: [{Subject: a}, {Subject: b}]\n  condition: not s",
       R"((not(((Subject =~ "a") or (Subject =~ "b")))))"},
      {"  a1: {Subject: a}\n  a2: {Subject: b}\n  f: {Subject: c}\n"
       "  condition: (1 of a* or all of them) and not f",
       R"(((((Subject =~ "a") or (Subject =~ "b")) or ((Subject =~ "a") and (Subject =~ "b"))"
       R"( and (Subject =~ "c"))) and not((Subject =~ "c"))))"},
      {"  s: {Subject: 'say \"hi\" \\ | take 1'}\n  condition: s",
       R"(((Subject =~ "say \"hi\" \\ | take 1")))"},
  };
  for (const auto& [detection, kql] : cases) {
    EXPECT_EQ(condition(detection), kql) << detection;
    const auto read = read_rule(rule(detection));
    ASSERT_TRUE(read) << read.error().what;
    const auto compiled = kql::compile(query_of(*read, 30, 100), {});
    EXPECT_TRUE(compiled) << kql::text_of(compiled.error());
  }
}

TEST(Sigma, RefusesWhatItDoesNotKnow) {
  const std::map<std::string, std::string> cases = {
      {"  s: [word, other]\n  condition: s", "keywords without a field"},
      {"  s: {Subject|base64: a}\n  condition: s", "modifier base64"},
      {"  s: {Subject|windash|contains: a}\n  condition: s", "modifier windash"},
      {"  s: {Subject|contains|re: a}\n  condition: s", "do not go together"},
      {"  s: {Nothing: a}\n  condition: s", "no field Nothing in EmailEvents"},
      {"  s: {Timestamp: a}\n  condition: s", "is a time"},
      {"  s: {Subject: a}\n  condition: s | count() > 5", "aggregations"},
      {"  s: {Subject: a}\n  condition: 2 of s*", "\"2 of\""},
      {"  s: {Subject: a}\n  condition: t", "there is no \"t\""},
      {"  s: {Subject: a}\n  condition: (s", "a ) is missing"},
      {"  s: {Subject: a}\n  condition: 1 of t*", "nothing in detection"},
      {"  s: {Subject: a}\n  timeframe: 5m\n  condition: s", "timeframe"},
      {"  s: {Subject: a}\n", "condition: missing"},
      {"  s: {Subject: []}\n  condition: s", "an empty list"},
      {"  s: {UrlCount: a}\n  condition: s", "is a number"},
      {"  s: {SenderIPv4|cidr: '2001:db8::/32'}\n  condition: s", "IPv4"},
  };
  for (const auto& [detection, reason] : cases) {
    EXPECT_THAT(condition(detection), HasSubstr(reason)) << detection;
  }
  EXPECT_THAT(
      read_rule("title: x\nlogsource: {product: windows, category: file_event}\n").error().what,
      HasSubstr("no table here holds the logs of product windows, category file_event"));
  EXPECT_THAT(read_rule("correlation: {}").error().what, HasSubstr("correlation"));
  EXPECT_THAT(condition("  s: {Subject: a}\n  condition: " + std::string(50, '(') + "s"),
              HasSubstr("deeper than 32"));
}

TEST(Sigma, FindsTheRows) {
  const kql::TestStore store;
  if (!store.ready()) GTEST_SKIP() << store.why_not();
  const auto made_row = [](const std::string& time, const std::string& action,
                           const std::string& account, const nlohmann::json& record) {
    return nlohmann::json{{"Timestamp", "2026-01-09 " + time + ":00.000"},
                          {"ActionType", action},
                          {"Application", "Exchange"},
                          {"AccountId", account + "@example.org"},
                          {"RawEventData", record.dump()}}
               .dump() +
           "\n";
  };
  const nlohmann::json deletes = {{"Parameters", {{{"Name", "DeleteMessage"}}}},
                                  {"status", "success"}};
  const std::string rows =
      made_row("12:00", "New-InboxRule", "anna", deletes) +
      made_row("13:00", "New-InboxRule", "bob", {{"Parameters", {{{"Name", "Name"}}}}}) +
      made_row("14:00", "Set-Mailbox", "eve", nlohmann::json::object());
  ASSERT_TRUE(store.client().insert("CloudAppEvents", rows, "sigma",
                                    deadline_in(std::chrono::seconds(30))));
  const auto accounts = [&](const std::string& detection) {
    const auto read =
        read_rule("title: x\nlogsource: {product: m365, service: audit}\ndetection:\n" + detection);
    EXPECT_TRUE(read) << read.error().what;
    const auto answer = store.ask(query_of(*read, 30, 100) + "\n| project AccountId");
    EXPECT_TRUE(answer) << answer.error();
    std::string text;
    for (const auto& row : answer->rows) text += row.at(0).value_or("").substr(0, 1);
    return text;  // newest first
  };
  EXPECT_EQ(accounts("  s: {Operation: [New-InboxRule, Set-InboxRule],"
                     " Parameters|contains: [DeleteMessage, MoveToFolder]}\n  condition: s"),
            "a");
  EXPECT_EQ(accounts("  s: {Operation|endswith: '*Rule'}\n  f: {status: success}\n"
                     "  condition: s and not f"),
            "b");
  EXPECT_EQ(accounts("  s: {Workload: exchange}\n  condition: s"), "eba");
  EXPECT_EQ(accounts("  s: {Parameters|exists: false}\n  condition: s"), "e");
}

// Published rules, where they are at hand: each is a question, or refused for its logs.
TEST(Sigma, ReadsOrRefusesTheRulesOfOthers) {
  const fs::path folder = fs::path(SHARED_DATA) / "sigma";
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder;
  int taken = 0, refused = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yml") continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    const auto read = read_rule(text.str());
    if (!read) {
      ++refused;
      EXPECT_THAT(read.error().what, HasSubstr("no table here holds")) << entry.path();
      continue;
    }
    ++taken;
    const auto compiled = kql::compile(query_of(*read, 30, 100), {});
    EXPECT_TRUE(compiled) << entry.path() << kql::text_of(compiled.error());
  }
  EXPECT_GE(taken, 10);
  std::printf("%d Sigma rules are questions, %d are about logs that are not here\n", taken,
              refused);
}

}  // namespace
}  // namespace backstamp::hunting::sigma
