#include "investigation/cluster_identification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "investigation/cluster_store.h"

namespace backstamp::investigation {
namespace {

using testing::UnorderedElementsAre;

const Time noon = parse_rfc3339("2026-01-09T12:00:00Z").value();

constexpr const char* lure =
    "Your quarterly benefits statement has been released by the payroll department.\n"
    "Review the enclosed adjustment before the enrolment window closes on Friday.\n"
    "Employees who do not confirm their bank details will receive a paper cheque.\n"
    "Open the secure portal: https://portal.benefits.example/confirm?id=7\n";

std::set<std::string> copies_of(const IdentifiedClusters& found, const IdentifiedCluster& cluster) {
  std::set<std::string> copies;
  for (const std::size_t place : cluster.members) {
    const casework::Copy& copy = found.copies[place].copy;
    copies.insert(copy.network_message_id.text() + " " + copy.recipient.str());
  }
  return copies;
}

const IdentifiedCluster* cluster_by(const IdentifiedClusters& found, std::string_view name) {
  const auto at = std::ranges::find(found.clusters, name, &IdentifiedCluster::cluster_by);
  return at == found.clusters.end() ? nullptr : &*at;
}

class ClusterIdentification : public testing::Test {
 protected:
  void SetUp() override {
    if (!store_.ready()) GTEST_SKIP() << store_.why_not();
    store_.add(root_, {.recipient = "a@example.org", .delivered = noon});
    store_.add(root_, {.recipient = "b@example.org", .delivered = noon, .threat_types = "Phish"});
    store_.move(root_, "b@example.org", "Quarantine", noon + std::chrono::hours(1));
    // The same text in other words here and there, from somebody else.
    store_.add(varied_, {.recipient = "c@example.org", .delivered = noon + std::chrono::hours(3)});
    // The same subject and host, another text.
    store_.add(same_subject_, {.recipient = "a@example.org", .delivered = noon});
    // The same link in a text of its own.
    store_.add(same_link_, {.recipient = "d@example.org", .delivered = noon});
    store_.add(stranger_, {.recipient = "a@example.org", .delivered = noon});
    // The same text and sender, too long ago.
    store_.add(old_, {.recipient = "a@example.org", .delivered = noon - std::chrono::days(60)});
  }

  IdentifiedClusters identify() const {
    const MailHunt hunt(store_.client(), deadline_in(std::chrono::minutes(1)), 1'000);
    auto found =
        identify_clusters(hunt, {.facts = root_, .delivered = noon, .direction = "Inbound"},
                          every_kind(root_), built_in_policy());
    EXPECT_TRUE(found.has_value()) << (found ? "" : found.error().what);
    questions_ = hunt.questions();
    return found ? std::move(*found) : IdentifiedClusters{};
  }

  static std::string copy(const message::Facts& facts, const std::string& recipient) {
    return facts.network_message_id.value().text() + " " + recipient + "@example.org";
  }

  ClusterStore store_;
  mutable std::size_t questions_ = 0;
  const message::Facts root_ =
      facts_of({.id = "root", .from = "hr@payroll.example", .subject = "Benefits", .text = lure});
  const message::Facts varied_ = facts_of(
      {.id = "varied",
       .from = "desk@other.example",
       .ip = "198.51.100.9",
       .subject = "Statement 4711",
       .text = "Dear Ms Person,\n"
               "Your quarterly benefits statement has been released by the payroll bureau.\n"
               "Review the enclosed adjustment before the enrolment window closes on Monday.\n"
               "Employees who do not confirm their bank account will receive a paper cheque.\n"});
  const message::Facts same_subject_ =
      facts_of({.id = "subject",
                .from = "hr@payroll.example",
                .subject = "Benefits",
                .text = "Lunch is at noon in the canteen, bring your own cutlery and a chair."});
  const message::Facts same_link_ = facts_of(
      {.id = "link",
       .from = "x@third.example",
       .subject = "Look",
       .text = "Somebody told me about https://portal.benefits.example/confirm?id=7 yesterday."});
  const message::Facts stranger_ =
      facts_of({.id = "stranger",
                .from = "y@fourth.example",
                .subject = "Rowing",
                .text = "The regatta starts at the boathouse; oarsmen meet beside the old slipway, "
                        "spectators watch from the towpath, and prizes follow at the pavilion."});
  const message::Facts old_ =
      facts_of({.id = "old", .from = "hr@payroll.example", .subject = "Benefits", .text = lure});
};

TEST_F(ClusterIdentification, FindsTheRestOfTheAttackByEachKind) {
  const IdentifiedClusters found = identify();
  const auto* pair = cluster_by(found, "Subject;SenderFromDomain");
  ASSERT_NE(pair, nullptr);
  EXPECT_THAT(copies_of(found, *pair),
              UnorderedElementsAre(copy(root_, "a"), copy(root_, "b"), copy(same_subject_, "a")));
  EXPECT_EQ(pair->why.front(), "same Subject and SenderFromDomain");
  const auto* body = cluster_by(found, "BodyFingerprint;SenderIp");
  ASSERT_NE(body, nullptr);
  EXPECT_THAT(copies_of(found, *body), UnorderedElementsAre(copy(root_, "a"), copy(root_, "b")));
  const auto* near = cluster_by(found, "BodyNearness");
  ASSERT_NE(near, nullptr);
  EXPECT_THAT(copies_of(found, *near),
              UnorderedElementsAre(copy(root_, "a"), copy(root_, "b"), copy(varied_, "c")));
  const auto* link = cluster_by(found, "Url");
  ASSERT_NE(link, nullptr);
  EXPECT_THAT(copies_of(found, *link),
              UnorderedElementsAre(copy(root_, "a"), copy(root_, "b"), copy(same_link_, "d")));
}

TEST_F(ClusterIdentification, SaysWhyAndWhereAndWhen) {
  const IdentifiedClusters found = identify();
  const auto* near = cluster_by(found, "BodyNearness");
  ASSERT_NE(near, nullptr);
  for (std::size_t i = 0; i < near->members.size(); ++i) {
    const FoundCopy& member = found.copies[near->members[i]];
    const bool own = member.copy.network_message_id == root_.network_message_id.value();
    EXPECT_EQ(own, near->why[i] == "the message itself") << near->why[i];
    const bool moved = member.copy.recipient.view() == "b@example.org";
    EXPECT_EQ(member.original_location, "Inbox/folder");
    EXPECT_EQ(member.latest_location, moved ? "Quarantine" : "Inbox/folder");
  }
  EXPECT_EQ(near->volume.by_day.at("2026-01-09"), 3);
  EXPECT_EQ(near->volume.earlier_copies, 0);
}

// An analyst who opens a cluster must see its members, no more and no fewer.
TEST_F(ClusterIdentification, EachQueryFindsExactlyTheMembers) {
  const IdentifiedClusters found = identify();
  EXPECT_EQ(found.clusters.size(), 6u);  // four pairs, nearness, a link
  for (const IdentifiedCluster& cluster : found.clusters) {
    const auto answer = store_.store().ask(
        cluster.query + " | project NetworkMessageId, RecipientEmailAddress", nullptr);
    ASSERT_TRUE(answer.has_value()) << cluster.query << "\n" << answer.error();
    std::set<std::string> copies;
    for (const auto& row : answer->rows) copies.insert(*row[0] + " " + *row[1]);
    EXPECT_EQ(copies, copies_of(found, cluster)) << cluster.query;
  }
}

TEST_F(ClusterIdentification, AsksTheStoreFewTimes) {
  (void)identify();
  EXPECT_LE(questions_, 8u);
  EXPECT_GE(questions_, 3u);
}

TEST_F(ClusterIdentification, LeavesOutWhatTooManyCopiesShare) {
  const MailHunt hunt(store_.client(), deadline_in(std::chrono::minutes(1)), 2);
  const auto found = identify_clusters(
      hunt, {.facts = root_, .delivered = noon, .direction = "Inbound"},
      {.attributes = true, .nearness = false, .urls = {}, .files = {}}, built_in_policy());
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(cluster_by(*found, "Subject;SenderIp"), nullptr);
  EXPECT_NE(cluster_by(*found, "BodyFingerprint;SenderIp"), nullptr);
  EXPECT_EQ(found->left_out.size(), 1u);
}

}  // namespace
}  // namespace backstamp::investigation
