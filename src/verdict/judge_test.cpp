#include "verdict/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verdict/detectors/detector.h"
#include "verdict/phrases.h"
#include "verdict/rules.h"
#include "verdict/traits.h"

namespace backstamp::verdict {
namespace {

using message::Facts;
using testing::Contains;
using testing::HasSubstr;

const Time now{std::chrono::hours(24 * 365 * 56)};

Text t(std::string_view text) { return Text::lossy(text); }

message::Address address(std::string_view text, std::string_view name = "") {
  return {t(name), t(text), t(text.substr(text.find('@') + 1))};
}

// An honest message of a supplier whose domain is proven.
Facts sample() {
  Facts facts;
  facts.sender.from = address("anna@supplier.example", "Anna Berg");
  facts.sender.mail_from = t("anna@supplier.example");
  facts.sender.mail_from_domain = t("supplier.example");
  facts.sender.ip = t("192.0.2.7");
  facts.subject = t("Minutes of Tuesday");
  facts.visible_text = t("Here are the minutes. See you next week.");
  facts.authentication = {t("pass"), t("pass"), t("pass"), t(""), t("mx.example")};
  return facts;
}

void add_link(Facts& facts, std::string_view url, std::string_view host,
              std::string_view text = "") {
  facts.urls.push_back({t(url), t(host), message::UrlLocation::body, t(text)});
}

History known() {
  return {.from_sender_before = 9,
          .from_domain_before = 40,
          .first_seen = now - std::chrono::hours(24 * 300),
          .reports_by_others = 0,
          .domain_is_free_mail = false};
}

std::vector<std::string> rules_of(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const Reason& reason : verdict.reasons) names.push_back(reason.rule);
  return names;
}

struct Case {
  std::string rule;
  bool fires;
  std::function<void(Facts&, History&)> change;
};

void unproven(Facts& facts) { facts.authentication = {t("none"), t("none"), t("none"), {}, {}}; }

const Case cases[] = {
    {"authentication_failed", false, [](Facts&, History&) {}},
    {"authentication_failed", true, [](Facts& f, History&) { f.authentication.dmarc = t("fail"); }},
    {"spf_failed", false, [](Facts& f, History&) { f.authentication.spf = t("softfail"); }},
    {"spf_failed", true,
     [](Facts& f, History&) {
       f.authentication.spf = t("softfail");
       f.authentication.dmarc = t("none");
     }},
    {"dkim_failed", false, [](Facts& f, History&) { f.authentication.dkim = t("fail"); }},
    {"dkim_failed", true,
     [](Facts& f, History&) {
       f.authentication.dkim = t("fail");
       f.authentication.dmarc = t("");
     }},
    {"no_authentication", false, [](Facts& f, History&) { f.authentication = {}; }},
    {"no_authentication", true, [](Facts& f, History&) { unproven(f); }},
    {"first_contact", false, [](Facts&, History&) {}},
    {"first_contact", true, [](Facts&, History& h) { h = {}; }},
    {"first_contact", false, [](Facts&, History& h) { h.from_sender_before = 0; }},
    {"first_contact", true,
     [](Facts&, History& h) {
       h.from_sender_before = 0;
       h.domain_is_free_mail = true;
     }},
    {"reply_to_elsewhere", false,
     [](Facts& f, History&) { f.reply_to = {address("billing@other.example")}; }},
    {"reply_to_elsewhere", true,
     [](Facts& f, History&) { f.reply_to = {address("anna.berg@gmail.com")}; }},
    {"reply_to_elsewhere", false,
     [](Facts& f, History&) {
       f.reply_to = {address("anna.berg@gmail.com")};
       f.headers["list-id"] = {t("<l.example>")};
     }},
    {"reply_to_elsewhere", false,
     [](Facts& f, History&) {
       f.sender.from = address("anna@gmail.com");
       f.reply_to = {address("anna.berg@gmail.com")};
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://www.bank.example/", "www.bank.example", "https://bank.example/login");
     }},
    {"link_text_against_target", true,
     [](Facts& f, History&) {
       add_link(f, "https://evil.test/", "evil.test", " https://bank.example/login");
     }},
    {"link_text_against_target", true,
     [](Facts& f, History&) {
       add_link(f, "https://evil.test/", "evil.test", "WWW.bank.example");
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://evil.test/", "evil.test", "see www.bank.example for more");
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://eur01.safelinks.protection.outlook.com/?url=x",
                "eur01.safelinks.protection.outlook.com", "https://bank.example/");
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://click.test/", "click.test", "https://bank.example/");
       f.headers["list-unsubscribe"] = {t("<mailto:u@supplier.example>")};
     }},
    {"display_name_is_an_address", true,
     [](Facts& f, History&) { f.sender.from.display_name = t("ceo@company.example"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) { f.sender.from.display_name = t("anna@mail.supplier.example"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) { f.sender.from.display_name = t("anna @ work"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) { f.sender.from.display_name = t("me@pot"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) {
       f.sender.from.display_name = t("joe@else.example via list");
       f.headers["list-id"] = {t("<l.example>")};
     }},
    {"credential_words_and_link", true,
     [](Facts& f, History&) {
       f.visible_text = t("Please verify your bank account now");
       add_link(f, "https://evil.test/", "evil.test");
     }},
    {"credential_words_and_link", false,
     [](Facts& f, History&) {
       f.visible_text = t("Please verify your bank account now");
       add_link(f, "https://www.supplier.example/", "www.supplier.example");
     }},
    {"credential_words_and_link", false,
     [](Facts& f, History&) { f.visible_text = t("Please verify your bank account now"); }},
    {"credential_words_and_link", false,
     [](Facts& f, History&) { add_link(f, "https://evil.test/", "evil.test"); }},
    {"credential_words_in_subject", true,
     [](Facts& f, History&) { f.subject = t("Unusual sign-in to your mailbox"); }},
    {"sender_domain_differs", false, [](Facts& f, History&) { f.sender.mail_from_domain = {}; }},
    {"sender_domain_differs", true,
     [](Facts& f, History&) {
       unproven(f);
       f.sender.mail_from_domain = t("mailer.test");
     }},
    {"sender_domain_differs", false,
     [](Facts& f, History&) { f.sender.mail_from_domain = t("mailer.test"); }},
    {"reported_by_others", true, [](Facts&, History& h) { h.reports_by_others = 2; }},
    {"reported_by_others", false, [](Facts&, History&) {}},
    {"long_history", true, [](Facts&, History&) {}},
    {"long_history", false, [](Facts& f, History&) { unproven(f); }},
    {"long_history", false, [](Facts&, History& h) { h.from_domain_before = 2; }},
    {"newsletter", true,
     [](Facts& f, History&) { f.headers["list-unsubscribe"] = {t("<mailto:u@x.example>")}; }},
    {"newsletter", false,
     [](Facts& f, History&) {
       unproven(f);
       f.headers["list-unsubscribe"] = {t("<mailto:u@x.example>")};
     }},
};

TEST(Detectors, SeeWhatTheyShould) {
  for (std::size_t at = 0; at < std::size(cases); ++at) {
    Facts facts = sample();
    History history = known();
    cases[at].change(facts, history);
    const auto rules = rules_of(judge(facts, history, {}, now));
    const bool fired = std::ranges::find(rules, cases[at].rule) != rules.end();
    EXPECT_EQ(fired, cases[at].fires) << "case " << at << ": " << cases[at].rule;
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
  }
}

TEST(Detectors, BearAnEmptyMessage) {
  const Verdict verdict = judge({}, {}, {}, now);
  EXPECT_EQ(verdict.judgement, Judgement::unknown);
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
  EXPECT_THAT(verdict.reasons.front().detail.str(), HasSubstr("Confirm your password"));
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

TEST(Phrases, AreFoundInSixLanguagesAndInDisguise) {
  const std::pair<std::string_view, bool> texts[] = {
      {"Please verify your account", true},
      {"Your mailbox has been suspended", true},
      {"An unusual sign-in was seen", true},
      {"Best\xc3\xa4tigen Sie bitte Ihr Konto", true},
      {"Ihr Zugang: Konto gesperrt", true},
      {"Sua conta foi bloqueada", true},
      {"Su cuenta ha sido suspendida", true},
      {"Votre compte a \xc3\xa9t\xc3\xa9 suspendu", true},
      {"Bevestig uw gegevens", true},
      {"V\xd0\xb5rify your acc\xd0\xbeunt", true},  // Cyrillic letters
      {"ver\xe2\x80\x8bify your account", true},    // zero-width space
      {"The account of the journey was long", false},
      {"It was verified by visual contact", false},
      {"Verify the numbers in the long table that I sent before you close the account", false},
      {"", false},
      {"\xff\xfe", false}};
  for (const auto& [text, found] : texts) {
    EXPECT_EQ(credential_phrase(text).has_value(), found) << text;
  }
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
