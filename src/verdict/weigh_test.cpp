#include "verdict/weigh.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Reason sign(std::string_view rule, int points, std::string_view type = "", bool strong = false) {
  return {.rule = std::string(rule),
          .detail = {},
          .entity = {},
          .points = points,
          .strong = strong,
          .threat_type = std::string(type)};
}

Opinion opinion(std::string_view engine, std::vector<Reason> reasons = {}) {
  return {.engine = std::string(engine), .reasons = std::move(reasons), .gaps = {}};
}

TEST(Weigh, MaliciousNeedsAStrongReason) {
  EXPECT_EQ(weigh({sign("a", 100, "Phish")}, true).judgement, Judgement::suspicious);
  EXPECT_EQ(weigh({sign("a", 100, "Phish", true)}, true).judgement, Judgement::malicious);
  EXPECT_EQ(weigh({}, true).judgement, Judgement::no_threats_found);
  EXPECT_EQ(weigh({}, false).judgement, Judgement::unknown);
}

TEST(Weigh, HighConfPhishNeedsAStrongReasonOfPhish) {
  const Verdict malware = weigh({sign("m", 60, "Malware", true), sign("p", 20, "Phish")}, true);
  EXPECT_EQ(malware.judgement, Judgement::malicious);
  EXPECT_THAT(malware.threat_types, ElementsAre("Malware", "Phish"));
  const Verdict phish = weigh({sign("m", 60, "Phish", true), sign("p", 20, "Phish")}, true);
  EXPECT_THAT(phish.threat_types, ElementsAre("HighConfPhish"));
}

TEST(Combine, PointsOfAllReasonsAddUp) {
  const Verdict own = weigh({sign("credential_words", 20, "Phish")}, true);
  ASSERT_EQ(own.judgement, Judgement::no_threats_found);
  const Verdict all =
      combine(own, {opinion("Rspamd", {sign("rspamd_probable_spam", 20, "Spam")})}, {});
  EXPECT_EQ(all.points, 40);
  EXPECT_EQ(all.judgement, Judgement::suspicious);
  EXPECT_THAT(all.threat_types, ElementsAre("Phish", "Spam"));
  EXPECT_THAT(all.detection_methods, ElementsAre("Rules", "Rspamd"));
}

TEST(Combine, AStrongOpinionIsNotTalkedAwayByAGoodPast) {
  const Verdict own = weigh({sign("long_history", -15), sign("newsletter", -10)}, true);
  const Verdict all =
      combine(own, {opinion("ClamAV", {sign("clamav_found", 60, "Malware", true)})}, {});
  EXPECT_EQ(all.points, 60);
  EXPECT_EQ(all.judgement, Judgement::malicious);
}

TEST(Combine, TheOrganisationsAllowEntryStands) {
  const Verdict own = weigh({sign("indicator_allow", -100)}, true);
  const Verdict all =
      combine(own, {opinion("ClamAV", {sign("clamav_found", 60, "Malware", true)})}, {});
  EXPECT_EQ(all.judgement, Judgement::no_threats_found);
}

TEST(Combine, NamesWhoAnsweredAndWhoIsMissingInOrder) {
  const Verdict own = weigh({}, true);
  const Verdict all = combine(own, {opinion("YARA"), opinion("Rspamd")},
                              {{.engine = "ClamAV", .why = "no answer within 100 ms"}});
  EXPECT_THAT(all.detection_methods, ElementsAre("Rules", "Rspamd", "YARA"));
  ASSERT_EQ(all.missing.size(), 1u);
  EXPECT_EQ(all.missing.front().why, "no answer within 100 ms");
  EXPECT_EQ(all.judgement, own.judgement);
}

TEST(Combine, WhatAnEngineCouldNotLookAtIsMissing) {
  Opinion partial = opinion("YARA");
  partial.gaps = {"bad.yar, line 3: syntax error"};
  const Verdict all = combine(weigh({}, true), {partial}, {});
  EXPECT_THAT(all.detection_methods, Contains("YARA"));
  ASSERT_EQ(all.missing.size(), 1u);
  EXPECT_EQ(all.missing.front().engine, "YARA");
  EXPECT_THAT(all.missing.front().why, HasSubstr("line 3"));
}

TEST(Combine, NothingFoundInTheUnreadableStaysUnknown) {
  EXPECT_EQ(combine(weigh({}, false), {opinion("YARA")}, {}).judgement, Judgement::unknown);
}

TEST(Combine, AddsNothingWithoutEngines) {
  const Verdict own =
      weigh({sign("indicator_block", 100, "Phish", true), sign("long_history", -15)}, true);
  const Verdict all = combine(own, {}, {});
  EXPECT_EQ(all.points, own.points);
  EXPECT_EQ(all.detection_methods, own.detection_methods);
  EXPECT_EQ(all.threat_types, own.threat_types);
  EXPECT_THAT(all.missing, IsEmpty());
}

TEST(EngineRules, SayWhatWasSeenAndSpamIsNeverStrong) {
  for (const auto& [name, rule] : engine_rules()) {
    EXPECT_THAT(rule.sentence, HasSubstr("{seen}")) << name;
    EXPECT_FALSE(rule.strong && rule.threat_type == "Spam") << name;
    EXPECT_FALSE(rules().rules.contains(name)) << name << " is a detector's rule too";
  }
}

TEST(EngineRules, AreThoseThatTheEnginesName) {
  const std::set<std::string_view> named = {
      "clamav_found",         "clamav_phish", "clamav_guess", "clamav_phish_guess", "rspamd_spam",
      "rspamd_probable_spam", "rspamd_doubt", "yara_low",     "yara_medium",        "yara_high",
      "yara_critical"};
  std::set<std::string_view> there;
  for (const auto& [name, rule] : engine_rules()) there.insert(name);
  EXPECT_EQ(there, named);
}

TEST(EngineRules, MakeReasons) {
  Reason saw;
  saw.detail = Text::trusted("Win.Test.EICAR");
  const Reason reason = reason_of(engine_rules(), "clamav_found", saw);
  EXPECT_EQ(reason.detail.view(), "ClamAV found Win.Test.EICAR.");
  EXPECT_TRUE(reason.strong);
  EXPECT_EQ(reason.threat_type, "Malware");
}

}  // namespace
}  // namespace backstamp::verdict
