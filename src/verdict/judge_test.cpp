#include "verdict/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verdict/detectors/detector.h"
#include "verdict/rules.h"
#include "verdict/sample_facts.h"
#include "verdict/traits.h"

namespace backstamp::verdict {
namespace {

using message::Facts;
using testing::Contains;
using testing::HasSubstr;

TEST(Traits, KnowFreeMailByTheWholeDomain) {
  EXPECT_TRUE(is_free_mail("gmail.com"));
  EXPECT_FALSE(is_free_mail("mail.gmail.com"));
  EXPECT_FALSE(is_free_mail(""));
}

TEST(Judge, SaysNothingFoundOfHonestMail) {
  const Verdict verdict = judge(sample(), known(), {}, now);
  EXPECT_EQ(verdict.judgement, Judgement::no_threats_found);
  EXPECT_TRUE(verdict.threat_types.empty());
}

Facts lure() {
  Facts facts = sample();
  unproven(facts);
  facts.subject = t("Your account has been suspended");
  facts.visible_text = t("Confirm your password here");
  add_link(facts, "https://evil.test/", "evil.test");
  return facts;
}

TEST(Judge, AddsUpToSuspicious) {
  const Verdict verdict = judge(lure(), {}, {}, now);
  EXPECT_EQ(verdict.judgement, Judgement::suspicious);
  EXPECT_THAT(verdict.threat_types, Contains("Phish"));
  int points = 0;
  for (const Reason& reason : verdict.reasons) points += reason.points;
  EXPECT_EQ(points, verdict.points);
  EXPECT_THAT(verdict.reasons.front().detail.str(), HasSubstr("account has been suspended"));
}

TEST(Judge, WeakSignsAloneAreNeverMalicious) {
  Facts facts = lure();
  facts.authentication.dmarc = t("fail");
  facts.reply_to = {address("x@gmail.com")};
  facts.sender.from.display_name = t("ceo@company.example");
  const Verdict verdict = judge(facts, {}, {}, now);
  EXPECT_GT(verdict.points, rules().malicious_points);
  EXPECT_EQ(verdict.judgement, Judgement::suspicious);
}

Indicators listed(const std::string& kind, const std::string& value, bool block) {
  return Indicators({{.kind = kind,
                      .value = *normalise_indicator(kind, value),
                      .block = block,
                      .comment = "since spring",
                      .expires = {}}});
}

TEST(Judge, ABlockEntryConvictsWhateverThePast) {
  Facts facts = sample();
  add_link(facts, "https://evil.test/x", "evil.test");
  facts.attachments.push_back({.file_name = {}, .file_type = {}, .sha256 = std::string(64, 'a')});
  const std::pair<std::string, std::string> entries[] = {
      {"sender", "anna@supplier.example"}, {"domain", "supplier.example"}, {"domain", "evil.test"},
      {"url", "https://evil.test/x"},      {"file", std::string(64, 'a')}, {"ip", "192.0.2.7"}};
  for (const auto& [kind, value] : entries) {
    const Verdict verdict = judge(facts, known(), listed(kind, value, /*block=*/true), now);
    EXPECT_EQ(verdict.judgement, Judgement::malicious) << kind;
    EXPECT_THAT(verdict.detection_methods, Contains("Indicators"));
    EXPECT_THAT(verdict.threat_types, Contains("HighConfPhish"));
    EXPECT_THAT(verdict.reasons.front().detail.str(), HasSubstr("since spring"));
  }
}

TEST(Judge, AnAllowEntryCountsOnlyForWhoIsProven) {
  const Indicators allow = listed("domain", "supplier.example", /*block=*/false);
  Facts facts = lure();
  EXPECT_EQ(judge(facts, {}, allow, now).judgement, Judgement::suspicious);
  facts.authentication.dmarc = t("pass");
  EXPECT_EQ(judge(facts, {}, allow, now).judgement, Judgement::no_threats_found);
}

TEST(Judge, OneFailedCheckOfAStrangerIsNotEnough) {
  // Forwarders and lists break DMARC every day.
  Facts facts = sample();
  facts.authentication = {t("pass"), t("fail"), t("fail"), {}, {}};
  EXPECT_EQ(judge(facts, {}, {}, now).judgement, Judgement::no_threats_found);
}

TEST(Traits, OrganisationOfAHost) {
  const std::pair<std::string_view, std::string_view> hosts[] = {
      {"www.bank.example", "bank.example"},
      {"bank.co.uk", "bank.co.uk"},
      {"a.b.bank.com.br", "bank.com.br"},
      {"localhost", "localhost"},
      {"192.0.2.1", "192.0.2.1"},
      {"", ""},
      {"co.uk", "co.uk"},
      {"x.co.example", "co.example"}};
  for (const auto& [host, organisation] : hosts) {
    EXPECT_EQ(organisation_of(host), organisation) << host;
  }
}

}  // namespace
}  // namespace backstamp::verdict
