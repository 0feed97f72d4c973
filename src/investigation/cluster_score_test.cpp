#include "investigation/cluster_score.h"

#include <gtest/gtest.h>

namespace backstamp::investigation {
namespace {

ClusterScore scored(const ClusterFacts& facts) { return score(facts, built_in_policy().cluster); }

ClusterFacts attack() {
  ClusterFacts facts;
  facts.copies = facts.recipients = facts.senders = facts.first_contact = facts.within_burst = 30;
  facts.reporters = 1;
  return facts;
}

TEST(ClusterScore, AReportedBurstFromManyUnknownSendersIsMalicious) {
  const ClusterScore score = scored(attack());
  EXPECT_EQ(score.judgement, verdict::Judgement::malicious);
  EXPECT_EQ(score.points, 8);
  EXPECT_NE(score.arithmetic().find("= 8; suspicious from 5, malicious from 7"), std::string::npos)
      << score.arithmetic();
}

TEST(ClusterScore, AReportedStrangerNeedsAReasonInTheMessage) {
  ClusterFacts facts;
  facts.copies = facts.recipients = facts.senders = facts.first_contact = facts.within_burst = 1;
  facts.reporters = 1;
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::no_threats_found);
  facts.message_verdict = "Suspicious";
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::suspicious);
}

TEST(ClusterScore, ANewsletterOfOneSenderIsAGroupAndNoRemoval) {
  ClusterFacts facts = attack();
  facts.reporters = 3;
  facts.message_verdict = "Suspicious";
  facts.bulk_sender = facts.one_sender = true;
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::no_threats_found);
  facts.one_sender = false;
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::malicious);
  facts.one_sender = true;
  facts.message_verdict = "Malicious";
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::malicious);
}

TEST(ClusterScore, AKnownAuthenticatedSenderIsNot) {
  ClusterFacts facts;
  facts.copies = facts.recipients = facts.within_burst = facts.known_authenticated = 40;
  facts.senders = facts.reporters = 1;
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::no_threats_found);
}

TEST(ClusterScore, SomeStrangersAmongManyColleaguesAreNoAttack) {
  ClusterFacts facts;
  facts.copies = 538;
  facts.recipients = 50;
  facts.senders = facts.first_contact = 9;
  facts.reporters = 1;
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::no_threats_found);
}

TEST(ClusterScore, AnUnreportedClusterOfNothingHasNoPoints) {
  EXPECT_EQ(scored({}).points, 0);
  EXPECT_EQ(scored({}).judgement, verdict::Judgement::no_threats_found);
}

TEST(ClusterScore, ABlockedIndicatorDecides) {
  ClusterFacts facts;
  facts.copies = 1;
  facts.indicator_verdict = "Malicious";
  EXPECT_EQ(scored(facts).judgement, verdict::Judgement::malicious);
}

TEST(Policy, NamesTheFirstThingThatIsWrong) {
  EXPECT_FALSE(parse_policy(""));
  const auto missing = parse_policy(R"({"window_days": 30})");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().what.find("/copies_max is missing"), std::string::npos)
      << missing.error().what;
  EXPECT_FALSE(parse_alert_policies(R"({"policies": [{"id": 1}]})"));
}

}  // namespace
}  // namespace backstamp::investigation
