#include "verdict/detectors/detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "verdict/rules.h"
#include "verdict/sample_facts.h"

namespace backstamp::verdict {
namespace {

using testing::HasSubstr;

std::vector<DetectorCase> all_cases() {
  std::vector<DetectorCase> all;
  for (auto cases :
       {cases_of_past, cases_of_senders, cases_of_links, cases_of_texts, cases_of_phrases}) {
    std::ranges::copy(cases(), std::back_inserter(all));
  }
  return all;
}

TEST(Detectors, SeeWhatTheyShould) {
  std::map<std::string, int> number;
  for (const DetectorCase& one : all_cases()) {
    message::Facts facts = sample();
    History history = known();
    one.change(facts, history);
    const Verdict verdict = judge(facts, history, {}, now);
    const bool fired =
        std::ranges::find(verdict.reasons, one.rule, &Reason::rule) != verdict.reasons.end();
    EXPECT_EQ(fired, one.fires) << one.rule << ", case " << ++number[one.rule];
  }
}

TEST(Detectors, EachHasACaseAndACounterExample) {
  std::set<std::pair<std::string, bool>> seen_cases;
  for (const DetectorCase& one : all_cases()) seen_cases.emplace(one.rule, one.fires);
  for (const Detector& detector : detectors()) {
    EXPECT_TRUE(seen_cases.contains({detector.rule, true})) << detector.rule;
    EXPECT_TRUE(seen_cases.contains({detector.rule, false})) << detector.rule;
  }
}

TEST(Detectors, EachHasARuleAndEachRuleAReader) {
  std::set<std::string_view> names = {"indicator_block", "indicator_allow", "feed_sure",
                                      "feed_listed"};
  for (const Detector& detector : detectors()) names.insert(detector.rule);
  for (const std::string_view name : names) EXPECT_TRUE(rules().rules.contains(name)) << name;
  for (const auto& [name, rule] : rules().rules) {
    EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_THAT(rule.sentence, HasSubstr("{seen}")) << name;
    EXPECT_TRUE(rule.group.empty() || rules().groups.contains(rule.group)) << name;
  }
}

TEST(Detectors, BearAnEmptyMessage) {
  const Verdict verdict = judge({}, {}, {}, now);
  EXPECT_EQ(verdict.judgement, Judgement::unknown);
}

// What nobody can prove of a sender must not be enough: no single sign, but for a program, a page
// that acts and the organisation's own block entry, makes a message Suspicious.
TEST(Detectors, OneWeakSignIsNeverEnough) {
  for (const auto& [name, rule] : rules().rules) {
    // What a feed lists was seen by others; the organisation chose to listen to it.
    if (rule.strong || name == "feed_listed") continue;
    EXPECT_LT(rule.points, rules().suspicious_points) << name;
  }
}

}  // namespace
}  // namespace backstamp::verdict
