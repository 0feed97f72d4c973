#include "investigation/accounts/sign_in_anomalies.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "investigation/accounts/mass_download.h"
#include "investigation/accounts/sample_events.h"
#include "investigation/accounts/sending_pattern.h"

namespace backstamp::investigation {
namespace {

const CountryDistance& distance() {
  static const CountryDistance some(
      "# comment\n"
      "NL\t+5222+00454\tEurope/Amsterdam\n"
      "BE\t+5050+00420\tEurope/Brussels\n"
      "US\t+404251-0740023\tAmerica/New_York\tEastern\n"
      "US\t+340308-1181434\tAmerica/Los_Angeles\n"
      "XX\tnonsense\tNowhere\n");
  return some;
}

const Time from = at("2026-06-01T00:00:00Z");

std::vector<AccountFinding> found(const std::vector<SignIn>& own,
                                  const std::vector<SignIn>& failures = {}) {
  return sign_in_findings({.own = own, .failures = failures, .from = from}, distance(),
                          built_in_account_policy().sign_in);
}

std::vector<std::string> rules_of(const std::vector<AccountFinding>& findings) {
  std::vector<std::string> rules;
  for (const AccountFinding& finding : findings) rules.push_back(finding.rule);
  std::ranges::sort(rules);
  return rules;
}

using Rules = std::vector<std::string>;

// Two weeks of a calm life in NL before `from`.
std::vector<SignIn> past() {
  std::vector<SignIn> all;
  for (int day = 10; day < 30; ++day)
    all.push_back(sign_in("2026-05-" + std::to_string(day) + "T08:00:00Z", "192.0.2.1", "NL"));
  return all;
}

std::vector<SignIn> with(std::vector<SignIn> all, const std::vector<SignIn>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(CountryDistance, IsTheLeastBetweenNamedPlaces) {
  EXPECT_EQ(distance().countries(), 3U);
  EXPECT_NEAR(distance().km("NL", "BE"), 175, 10);
  EXPECT_NEAR(distance().km("NL", "US"), 5'870, 60);  // New York, not Los Angeles
  EXPECT_EQ(distance().km("NL", "NL"), 0);
  EXPECT_EQ(distance().km("NL", "XX"), 0);
  EXPECT_EQ(distance().km("", "US"), 0);
}

TEST(SignIns, ImpossibleTravel) {
  EXPECT_EQ(rules_of(found({sign_in("2026-06-15T10:00:00Z", "192.0.2.1", "NL"),
                            sign_in("2026-06-15T11:00:00Z", "198.51.100.1", "US")})),
            Rules{"impossible_travel"});
  // A flight takes longer; a neighbour is near; a refused sign-in is nobody's journey.
  EXPECT_TRUE(found({sign_in("2026-06-15T10:00:00Z", "192.0.2.1", "NL"),
                     sign_in("2026-06-15T18:00:00Z", "198.51.100.1", "US")})
                  .empty());
  EXPECT_TRUE(found({sign_in("2026-06-15T10:00:00Z", "192.0.2.1", "NL"),
                     sign_in("2026-06-15T10:01:00Z", "198.51.100.2", "BE")})
                  .empty());
  EXPECT_TRUE(found({sign_in("2026-06-15T10:00:00Z", "192.0.2.1", "NL"),
                     sign_in("2026-06-15T11:00:00Z", "198.51.100.1", "US", false)})
                  .empty());
  // There and back again is one finding; in the past it is none.
  EXPECT_EQ(found({sign_in("2026-06-15T10:00:00Z", "192.0.2.1", "NL"),
                   sign_in("2026-06-15T11:00:00Z", "198.51.100.1", "US"),
                   sign_in("2026-06-15T12:00:00Z", "192.0.2.1", "NL")})
                .size(),
            1U);
  EXPECT_TRUE(found({sign_in("2026-05-15T10:00:00Z", "192.0.2.1", "NL"),
                     sign_in("2026-05-15T11:00:00Z", "198.51.100.1", "US")})
                  .empty());
}

TEST(SignIns, WhatIsNewNeedsAPast) {
  const auto abroad = std::vector{sign_in("2026-06-15T10:00:00Z", "198.51.100.1", "US")};
  EXPECT_EQ(rules_of(found(with(past(), abroad))), Rules{"new_country"});
  EXPECT_TRUE(found(abroad).empty());
  const auto young = std::vector{sign_in("2026-05-31T10:00:00Z", "192.0.2.1", "NL")};
  EXPECT_TRUE(found(with(young, abroad)).empty());

  SignIn other = sign_in("2026-06-15T10:00:00Z", "192.0.2.1", "NL");
  other.agent = "python-requests/2.31";
  other.os = "";
  EXPECT_EQ(rules_of(found(with(past(), {other}))), Rules{"new_client"});
  SignIn update = sign_in("2026-06-15T10:00:00Z", "192.0.2.1", "NL");
  update.agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/120";
  EXPECT_TRUE(found(with(past(), {update})).empty());
}

std::vector<SignIn> tries(const std::string& ip, int accounts, int minutes_apart) {
  std::vector<SignIn> all;
  for (int i = 0; i < accounts; ++i) {
    all.push_back(sign_in("2026-06-14T10:00:00Z", ip, "NL", false,
                          "user" + std::to_string(i) + "@org.example"));
    all.back().at += std::chrono::minutes(i * minutes_apart);
  }
  return all;
}

TEST(SignIns, ASprayedPasswordThatFits) {
  const auto own = std::vector{sign_in("2026-06-15T10:00:00Z", "203.0.113.9", "NL")};
  EXPECT_EQ(rules_of(found(own, tries("203.0.113.9", 6, 1))), Rules{"spray_succeeded"});
  EXPECT_TRUE(found(own, tries("203.0.113.9", 2, 1)).empty());    // colleagues who mistype
  EXPECT_TRUE(found(own, tries("203.0.113.9", 6, 120)).empty());  // an office over a day
  EXPECT_TRUE(found(own, tries("203.0.113.8", 6, 1)).empty());    // another address
  auto asked = tries("203.0.113.9", 6, 1);
  for (SignIn& one : asked) one.failure = "UserStrongAuthEnrollmentRequiredInterrupt";
  EXPECT_TRUE(found(own, asked).empty());
  // A target that was never entered has nothing against it.
  EXPECT_TRUE(found({sign_in("2026-06-14T10:00:00Z", "203.0.113.9", "NL", false)},
                    tries("203.0.113.9", 6, 1))
                  .empty());
}

TEST(SignIns, AGuessedPassword) {
  std::vector<SignIn> own;
  for (int i = 0; i < 9; ++i) {
    own.push_back(sign_in("2026-06-15T10:00:00Z", "203.0.113.9", "NL", false));
    own.back().at += std::chrono::minutes(i);
  }
  EXPECT_TRUE(found(own).empty());
  own.push_back(sign_in("2026-06-15T10:20:00Z", "203.0.113.9", "NL"));
  EXPECT_EQ(rules_of(found(own)), Rules{"password_guessed"});
  own.back().at += std::chrono::hours(3);
  EXPECT_TRUE(found(own).empty());
}

AccountEvent fetched(std::string_view time, std::int64_t items) {
  AccountEvent event = command(time, "MailItemsAccessed", {});
  event.raw = "{\"OperationCount\":" + std::to_string(items) + "}";
  return event;
}

TEST(MassDownload, IsHeldAgainstThePast) {
  const DownloadPolicy policy = built_in_account_policy().download;
  const auto worst = download_findings(
      std::vector{fetched("2026-05-10T10:00:00Z", 20), fetched("2026-06-15T10:00:00Z", 150),
                  fetched("2026-06-15T10:30:00Z", 150)},
      from, policy);
  ASSERT_EQ(worst.size(), 1U);
  EXPECT_NE(worst[0].detail.find("fetched 300 items"), std::string::npos);
  EXPECT_NE(worst[0].detail.find("never more than 20"), std::string::npos);
  EXPECT_TRUE(download_findings(std::vector{fetched("2026-05-10T10:00:00Z", 100),
                                            fetched("2026-06-15T10:00:00Z", 300)},
                                from, policy)
                  .empty());
  EXPECT_TRUE(download_findings(std::vector{fetched("2026-06-15T10:00:00Z", 150),
                                            fetched("2026-06-15T12:00:00Z", 150)},
                                from, policy)
                  .empty());
}

std::vector<SentMessage> mail(std::string_view time, int count, const std::string& recipients) {
  std::vector<SentMessage> sent;
  for (int i = 0; i < count; ++i) {
    SentMessage one;
    one.at = at(time) + std::chrono::seconds(i);
    one.message = std::string(time) + std::to_string(i);
    one.recipients = {recipients + std::to_string(i) + "@elsewhere.example"};
    sent.push_back(std::move(one));
  }
  return sent;
}

std::vector<SentMessage> usual_mail() {
  std::vector<SentMessage> all;
  for (int day = 10; day < 30; ++day) {
    for (auto& one : mail("2026-05-" + std::to_string(day) + "T09:00:00Z", 5, "known"))
      all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> sending(const std::vector<SentMessage>& now,
                                 std::vector<Time> bounces = {}) {
  std::vector<SentMessage> all = usual_mail();
  all.insert(all.end(), now.begin(), now.end());
  return rules_of(sending_findings({.sent = all, .bounces = bounces, .from = from},
                                   built_in_account_policy().sending));
}

TEST(Sending, IsHeldAgainstThePast) {
  EXPECT_EQ(sending(mail("2026-06-15T09:00:00Z", 60, "new")),
            (Rules{"new_recipients", "sends_more"}));
  EXPECT_EQ(sending(mail("2026-06-15T03:00:00Z", 30, "new")),
            (Rules{"new_recipients", "odd_hours"}));
  EXPECT_TRUE(sending(mail("2026-06-15T09:00:00Z", 10, "new")).empty());
  EXPECT_TRUE(sending(mail("2026-06-15T10:00:00Z", 5, "known")).empty());
  EXPECT_EQ(sending({}, std::vector<Time>(12, at("2026-06-15T09:00:00Z"))), Rules{"bounces"});
  EXPECT_TRUE(sending({}, std::vector<Time>(3, at("2026-06-15T09:00:00Z"))).empty());
}

TEST(Clients, AreNamedWithoutVersions) {
  const std::pair<const char*, const char*> cases[] = {
      {"Mozilla/5.0 (Windows NT 10.0) Chrome/91.0 Safari/537.36", "Chrome on Windows"},
      {"Mozilla/5.0 (Windows NT 10.0) Chrome/90 Safari/537 Edg/90", "Edge on Windows"},
      {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14; rv:69.0) Firefox/69.0", "Firefox on macOS"},
      {"Microsoft WinRM Client", "WinRM"},
      {"BAV2ROPC/1.0", "BAV2ROPC"},
      {"", ""}};
  for (const auto& [agent, expected] : cases) EXPECT_EQ(client_of(agent, ""), expected);
}

}  // namespace
}  // namespace backstamp::investigation
