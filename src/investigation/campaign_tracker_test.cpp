#include "investigation/campaign_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "casework/case_samples.h"
#include "casework/investigation_table.h"
#include "investigation/campaign_mail.h"
#include "investigation/cluster_store.h"

namespace backstamp::investigation {
namespace {

using casework::Campaign;
using casework::CampaignId;
using testing::Contains;
using testing::SizeIs;

const Time noon = parse_rfc3339("2026-01-09T12:00:00Z").value();

constexpr const char* lure =
    "Your quarterly benefits statement has been released by the payroll department.\n"
    "Review the enclosed adjustment before the enrolment window closes on Friday.\n"
    "Employees who do not confirm their bank details will receive a paper cheque.\n";
constexpr const char* regatta =
    "The regatta starts at the boathouse; oarsmen meet beside the old slipway, spectators watch "
    "from the towpath, and prizes follow at the pavilion near the ferry landing.";

class CampaignTrackerTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!mail_.ready()) GTEST_SKIP() << mail_.why_not();
    std::string name = "/tmp/bs-campaigns-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    open();
  }
  void TearDown() override {
    campaigns_.reset();
    store_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  // As a server does that starts again.
  void open() {
    campaigns_.reset();
    store_.reset();
    auto store = casework::Store::open("sqlite://" + (folder_ / "cases.db").string());
    ASSERT_TRUE(store.has_value()) << store.error().what;
    store_ = std::move(*store);
    auto campaigns = Campaigns::open({.store = *store_,
                                      .hunting = mail_.client(),
                                      .policy = built_in_policy(),
                                      .clock = clock_});
    ASSERT_TRUE(campaigns.has_value()) << campaigns.error().what;
    campaigns_ = std::make_unique<Campaigns>(std::move(*campaigns));
  }

  void look() {
    const auto looked = campaigns_->look(deadline_in(std::chrono::minutes(1)));
    ASSERT_TRUE(looked.has_value()) << looked.error().what;
  }

  message::Facts letter(const std::string& id, const std::string& from, const std::string& text) {
    return facts_of({.id = id, .from = from, .subject = "Statement " + id, .text = text});
  }
  void arrive(const message::Facts& facts, const std::string& recipient, const char* verdict) {
    mail_.add(facts, {.recipient = recipient,
                      .delivered = noon,
                      .threat_types = std::string(verdict) == "Malicious" ? "Phish" : "",
                      .verdict = verdict});
  }
  std::vector<Campaign> listed(std::int64_t messages_min = 1) {
    const auto found = store_->reading<std::vector<Campaign>>([&](casework::Session& session) {
      return list_campaigns(session, messages_min, 100, std::nullopt, std::nullopt);
    });
    EXPECT_TRUE(found.has_value());
    return found.value_or(std::vector<Campaign>{});
  }
  std::vector<casework::CampaignTrait> traits(CampaignId id) {
    return store_
        ->reading<std::vector<casework::CampaignTrait>>(
            [&](casework::Session& session) { return list_campaign_traits(session, id); })
        .value_or(std::vector<casework::CampaignTrait>{});
  }

  ClusterStore mail_;
  ManualClock clock_{noon + std::chrono::days(1)};
  std::filesystem::path folder_;
  std::unique_ptr<casework::Store> store_;
  std::unique_ptr<Campaigns> campaigns_;
};

TEST_F(CampaignTrackerTest, BadMailFoundsACampaignAndNearMailJoinsIt) {
  arrive(letter("1", "hr@one.example", lure), "a@example.org", "Malicious");
  arrive(letter("2", "hr@two.example", std::string(lure) + "Ask your manager."), "b@example.org",
         "Unknown");
  arrive(letter("3", "rowing@club.example", regatta), "c@example.org", "NoThreatsFound");
  look();
  const auto campaigns = listed();
  ASSERT_THAT(campaigns, SizeIs(1));
  EXPECT_EQ(campaigns[0].messages, 2);
  EXPECT_EQ(campaigns[0].copies, 2);
  EXPECT_EQ(campaigns[0].by_threat.at("Phish"), 1);
  EXPECT_EQ(campaigns[0].by_day.at("2026-01-09"), 2);
  EXPECT_EQ(campaigns[0].first_seen, noon);
  EXPECT_THAT(traits(campaigns[0].id),
              Contains(casework::CampaignTrait{"sender", "hr@two.example", 1}));
  EXPECT_THAT(traits(campaigns[0].id),
              Contains(casework::CampaignTrait{"target", "b@example.org", 1}));
}

TEST_F(CampaignTrackerTest, GoesOnAfterARestartAndCountsNothingTwice) {
  const message::Facts first = letter("1", "hr@one.example", lure);
  arrive(first, "a@example.org", "Malicious");
  look();
  look();
  open();
  look();
  ASSERT_THAT(listed(), SizeIs(1));
  EXPECT_EQ(listed()[0].copies, 1);
  arrive(first, "b@example.org", "Malicious");  // another copy of the same message
  arrive(letter("2", "hr@two.example", lure), "c@example.org", "Unknown");
  look();
  const auto campaigns = listed();
  ASSERT_THAT(campaigns, SizeIs(1));
  EXPECT_EQ(campaigns[0].messages, 2);
  EXPECT_EQ(campaigns[0].copies, 3);
}

TEST_F(CampaignTrackerTest, ABadClusterIsOneCampaignAndUnitesOthers) {
  const message::Facts one = letter("1", "hr@one.example", lure);
  const message::Facts two = letter("2", "x@two.example", regatta);
  const message::Facts three = letter(
      "3", "y@three.example",
      "Minutes of the allotment committee: hedges, compost, marrows, and the leaking standpipe.");
  arrive(one, "a@example.org", "Malicious");
  arrive(two, "b@example.org", "Malicious");
  arrive(three, "c@example.org", "Unknown");
  look();
  EXPECT_THAT(listed(), SizeIs(2));
  const casework::Investigation investigation = casework::sample_investigation();
  casework::Cluster cluster = casework::sample_cluster(investigation.id, 0);
  for (const auto* facts : {&one, &two, &three}) {
    casework::ClusterMember member;
    member.copy.network_message_id = facts->network_message_id.value();
    member.copy.recipient = Text::lossy("a@example.org");
    cluster.members.push_back(member);
  }
  ASSERT_TRUE(store_->transact([&](casework::Session& session) -> Result<void> {
    TRY(add_investigation(session, investigation));
    return put_cluster(session, cluster);
  }));
  look();
  const auto campaigns = listed();
  ASSERT_THAT(campaigns, SizeIs(1));
  EXPECT_EQ(campaigns[0].messages, 3);
  const auto clusters = store_->reading<std::vector<Uuid>>(
      [&](casework::Session& session) { return clusters_of_campaign(session, campaigns[0].id); });
  EXPECT_THAT(*clusters, testing::ElementsAre(cluster.id));
}

TEST_F(CampaignTrackerTest, ReadsABatchWholeAndGoesOnBehindIt) {
  for (int i = 0; i < 5; ++i) {
    arrive(letter(std::to_string(i), "hr@one.example", lure), "a@example.org", "Malicious");
  }
  const Deadline deadline = deadline_in(std::chrono::minutes(1));
  const auto some = mail_since(mail_.client(), Time(), 1, deadline);
  ASSERT_TRUE(some.has_value()) << some.error().what;
  EXPECT_GE(some->mail.size(), 1u);
  const auto rest = mail_since(mail_.client(), some->seen, 100, deadline);
  ASSERT_TRUE(rest.has_value()) << rest.error().what;
  EXPECT_EQ(some->mail.size() + rest->mail.size(), 5u);
  const auto none =
      mail_since(mail_.client(), rest->mail.empty() ? some->seen : rest->seen, 100, deadline);
  ASSERT_TRUE(none.has_value());
  EXPECT_THAT(none->mail, testing::IsEmpty());
}

}  // namespace
}  // namespace backstamp::investigation
