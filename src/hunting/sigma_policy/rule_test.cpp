#include "hunting/sigma_policy/rule.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "base/content.h"
#include "base/file.h"
#include "hunting/kql/compile.h"

namespace backstamp::hunting::sigma_policy {
namespace {

namespace fs = std::filesystem;

std::string rule_text(const std::string& detection, const std::string& source = "product: m365") {
  return "title: T\nid: 1\nlevel: high\nlogsource:\n  " + source + "\ndetection:\n" + detection;
}

Result<std::string> condition_of(const std::string& detection) {
  const Rule rule = TRY(read_rule(rule_text(detection)));
  return TRY(to_kql(rule, built_in_sources())).condition;
}

TEST(Sigma, ConditionsAndSearchesBecomeKql) {
  const std::pair<const char*, const char*> cases[] = {
      {"  a:\n    Operation: Send\n  condition: a", R"(ActionType =~ "Send")"},
      {"  a:\n    Operation: [A, B]\n  condition: a",
       R"((ActionType =~ "A" or ActionType =~ "B"))"},
      {"  a:\n    Operation|contains|all: [A, B]\n  condition: a",
       R"((ActionType contains "A" and ActionType contains "B"))"},
      {"  a:\n    Operation: A\n    ClientIP|startswith: '10.'\n  condition: a",
       R"((ActionType =~ "A" and IPAddress startswith "10."))"},
      {"  a:\n    - Operation: A\n    - Operation: B\n  condition: not a",
       R"(not((ActionType =~ "A" or ActionType =~ "B")))"},
      {"  a:\n    Operation: '*-InboxRule'\n  condition: a", R"(ActionType endswith "-InboxRule")"},
      {"  a:\n    Operation: 'New-*Rule'\n  condition: a",
       R"(ActionType matches regex "(?is)^New-.*Rule$")"},
      {"  a:\n    Operation: 'a\\*b'\n  condition: a", R"(ActionType =~ "a*b")"},
      {"  a:\n    Operation: null\n  condition: a", "isempty(ActionType)"},
      {"  a:\n    Operation|exists: true\n  condition: a", "isnotempty(ActionType)"},
      {"  a:\n    Operation|re: '^x'\n  condition: a", R"(ActionType matches regex "^x")"},
      {"  a:\n    - word\n  condition: a", R"(tostring(RawEventData) contains "word")"},
      {"  a:\n    DeliveryAction: Blocked\n  condition: a",
       R"(tostring(RawEventData.DeliveryAction) =~ "Blocked")"},
      {"  s_a:\n    Operation: A\n  s_b:\n    Operation: B\n  f:\n    Operation: C\n"
       "  condition: 1 of s_* and not f",
       R"(((ActionType =~ "A" or ActionType =~ "B") and not(ActionType =~ "C")))"},
      {"  a:\n    Operation: A\n  b:\n    Operation: B\n  condition: all of them",
       R"((ActionType =~ "A" and ActionType =~ "B"))"},
      {"  a:\n    Operation: A\n  b:\n    Operation: B\n  condition: (a or b) and a",
       R"(((ActionType =~ "A" or ActionType =~ "B") and ActionType =~ "A"))"},
  };
  for (const auto& [detection, expected] : cases) {
    const auto condition = condition_of(detection);
    ASSERT_TRUE(condition.has_value()) << detection << "\n" << condition.error().what;
    EXPECT_EQ(*condition, expected) << detection;
  }
}

TEST(Sigma, WhatCantBeReadIsSaid) {
  const std::pair<const char*, const char*> cases[] = {
      {"  a:\n    Operation: A\n  condition: b", "there is no search b"},
      {"  a:\n    Operation: A\n  condition: (a", "a ) is missing"},
      {"  a:\n    Operation: A\n  condition: a a", "goes on"},
      {"  a:\n    Operation: A\n  condition: 1 of x*", "no search is called"},
      {"  a:\n    Operation|base64offset: A\n  condition: a", "modifier base64offset"},
      {"  a:\n    'Op eration': A\n  condition: a", "field Op eration"},
      {"  a:\n    Operation: A", "no condition"},
      {"  a: &x\n    Operation: A\n  condition: a", "anchors"},
      {"  a:\n    Operation: A\n    Operation: B\n  condition: a", "comes twice"},
      {"  a:\n    Operation: {b: c}\n  condition: a", "must be a text"},
      {"  a: [\n  condition: a", "line "},
  };
  for (const auto& [detection, told] : cases) {
    const auto condition = condition_of(detection);
    ASSERT_FALSE(condition.has_value()) << detection;
    EXPECT_NE(condition.error().what.find(told), std::string::npos) << condition.error().what;
  }
  const auto elsewhere =
      read_rule(rule_text("  a:\n    x: y\n  condition: a", "product: mainframe"));
  ASSERT_TRUE(elsewhere.has_value());
  EXPECT_EQ(to_kql(*elsewhere, built_in_sources()).error().fault, Fault::not_found);
  EXPECT_FALSE(read_rule("").has_value());
  EXPECT_FALSE(read_rule("- a\n").has_value());
  EXPECT_FALSE(read_rule(std::string(5'000, '[')).has_value());
}

void expect_runs(const Rule& rule, const RuleKql& kql) {
  const auto compiled = kql::compile(kql.query(), {});
  EXPECT_TRUE(compiled.has_value()) << rule.title << "\n"
                                    << kql.query() << "\n"
                                    << (compiled ? "" : kql::text_of(compiled.error()));
}

TEST(Sigma, RulesOfOurOwnCompile) {
  std::size_t count = 0;
  for (const std::string_view path : content_files("policies/sigma/")) {
    const auto rule = read_rule(*content_file(path));
    ASSERT_TRUE(rule.has_value()) << path << rule.error().what;
    const auto kql = to_kql(*rule, built_in_sources());
    ASSERT_TRUE(kql.has_value()) << path << kql.error().what;
    expect_runs(*rule, *kql);
    ++count;
  }
  EXPECT_GE(count, 2U);
}

// The public rules, unchanged: all are read, all for Microsoft 365 run.
TEST(Sigma, PublicRulesLoadUnchanged) {
  const fs::path folder = fs::path(SHARED_DATA) / "sigma";
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder << ": ran on nothing";
  std::size_t read = 0, run = 0, office = 0, office_run = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yml") continue;
    const auto bytes = read_file(entry.path(), 1024 * 1024);
    ASSERT_TRUE(bytes.has_value());
    const auto rule = read_rule(*bytes);
    ASSERT_TRUE(rule.has_value()) << entry.path() << ": " << rule.error().what;
    ++read;
    const bool of_office = rule->product == "m365";
    office += of_office ? 1 : 0;
    const auto kql = to_kql(*rule, built_in_sources());
    if (!kql) {
      std::printf("%s: %s\n", entry.path().filename().c_str(), kql.error().what.c_str());
      continue;
    }
    expect_runs(*rule, *kql);
    ++run;
    office_run += of_office ? 1 : 0;
  }
  std::printf("read %zu, run %zu; Microsoft 365: %zu of %zu\n", read, run, office_run, office);
  EXPECT_EQ(office_run, office);
  EXPECT_EQ(office, 15U);
}

}  // namespace
}  // namespace backstamp::hunting::sigma_policy
