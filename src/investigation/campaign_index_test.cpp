#include "investigation/campaign_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "investigation/cluster_store.h"

namespace backstamp::investigation {
namespace {

using casework::CampaignId;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Time noon = parse_rfc3339("2026-11-20T12:00:00Z").value();

constexpr const char* lure =
    "Your quarterly benefits statement has been released by the payroll department. "
    "Review the enclosed adjustment before the enrolment window closes on Friday.";
constexpr const char* lure_again =
    "Dear Ms Person, your quarterly benefits statement has been released by the payroll bureau. "
    "Review the enclosed adjustment before the enrolment window closes today.";
constexpr const char* regatta =
    "The regatta starts at the boathouse; oarsmen meet beside the old slipway, spectators watch "
    "from the towpath, and prizes follow at the pavilion.";

CampaignMail mail(const std::string& text, const std::string& from, bool bad) {
  const message::Facts facts =
      facts_of({.id = text.substr(0, 9) + from, .from = from, .text = text});
  CampaignMail one;
  one.network_message_id = facts.network_message_id.value();
  one.delivered = noon;
  one.sender_address = from;
  one.sender_domain = from.substr(from.find('@') + 1);
  one.subject = "Benefits";
  one.bad = bad;
  one.sketch = facts.sketch;
  one.recipients = {"a@example.org"};
  return one;
}

CampaignId id(int number) { return CampaignId(Uuid::of_hash(std::to_string(number))); }

class Index : public testing::Test {
 protected:
  void SetUp() override { index_.add(id(1), mail(lure, "a@one.example", true)); }
  CampaignIndex index_{built_in_policy().nearness};
};

TEST_F(Index, MailWithANearTextJoinsWhoeverSentIt) {
  const auto match = index_.match(mail(lure_again, "b@two.example", false));
  EXPECT_THAT(match.campaigns, ElementsAre(id(1)));
  EXPECT_THAT(match.why, testing::StartsWith("J 0."));
  EXPECT_THAT(index_.match(mail(regatta, "b@two.example", true)).campaigns, IsEmpty());
}

TEST_F(Index, AnHonestSenderWhoseMailWasCopiedDoesNot) {
  CampaignMail original = mail(lure_again, "news@payroll.example", false);
  original.authenticated = true;
  EXPECT_THAT(index_.match(original).campaigns, IsEmpty());
}

TEST_F(Index, BadMailWithTheSameFileOrLinkJoins) {
  CampaignMail first = mail(lure, "a@one.example", true);
  first.files = {std::string(64, 'a')};
  first.urls = {"https://portal.example/confirm/account?id=1", "https://home.example/"};
  index_.add(id(1), first);
  CampaignMail other = mail(regatta, "b@two.example", true);
  other.files = first.files;
  EXPECT_EQ(index_.match(other).why, "same file");
  other.files.clear();
  other.urls = {first.urls[0]};
  EXPECT_EQ(index_.match(other).why, "same link");
  other.urls = {first.urls[1]};  // a home page
  EXPECT_THAT(index_.match(other).campaigns, IsEmpty());
  other.urls = {first.urls[0]};
  other.bad = false;
  EXPECT_THAT(index_.match(other).campaigns, IsEmpty());
}

TEST_F(Index, TwoFactsOfInfrastructureJoinBadMailAndOneDoesNot) {
  CampaignMail first = mail(lure, "a@one.example", true);
  first.hosts = {"kit.example"};
  first.sender_ip = "203.0.113.9";
  index_.add(id(1), first);
  CampaignMail other = mail(regatta, "b@two.example", true);
  other.hosts = {"kit.example"};
  EXPECT_THAT(index_.match(other).campaigns, IsEmpty());
  other.sender_ip = first.sender_ip;
  EXPECT_EQ(index_.match(other).why, "same host and sender_ip");
}

TEST_F(Index, WhatManyCampaignsShareSaysNothing) {
  for (int number = 1; number <= 5; ++number) {
    CampaignMail one = mail(std::string(regatta) + " number" + std::to_string(number * 7'919),
                            "x@" + std::to_string(number) + ".example", true);
    one.sketch = {};
    one.urls = {"https://real-bank.example/privacy/notice"};
    index_.add(id(number), one);
  }
  CampaignMail other = mail(regatta, "b@two.example", true);
  other.urls = {"https://real-bank.example/privacy/notice"};
  EXPECT_THAT(index_.match(other).campaigns, IsEmpty());
}

TEST_F(Index, ATextNearToTwoUnitesThem) {
  index_.add(id(2), mail(lure_again, "c@three.example", true));
  EXPECT_THAT(index_.match(mail(lure, "d@four.example", true)).campaigns, SizeIs(2));
  index_.merge(id(2), id(1));
  EXPECT_EQ(index_.size(), 1u);
  EXPECT_THAT(index_.match(mail(lure_again, "d@four.example", true)).campaigns, ElementsAre(id(1)));
}

TEST_F(Index, ForgetsWhatIsLongOver) {
  index_.forget_before(noon + std::chrono::days(1));
  EXPECT_EQ(index_.size(), 0u);
  EXPECT_THAT(index_.match(mail(lure, "a@one.example", true)).campaigns, IsEmpty());
}

TEST(SketchText, ComesBackAsItWas) {
  const message::BodySketch sketch = mail(lure, "a@one.example", true).sketch;
  const auto read = sketch_in(sketch_text(sketch));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->bytes, sketch.bytes);
  EXPECT_EQ(read->keys, sketch.keys);
  EXPECT_EQ(read->word_count, sketch.word_count);
  EXPECT_EQ(read->version, sketch.version);
  EXPECT_FALSE(sketch_in("1 2 3"));
  EXPECT_FALSE(sketch_in(""));
}

}  // namespace
}  // namespace backstamp::investigation
