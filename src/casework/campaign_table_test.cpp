#include "casework/campaign_table.h"

#include <gmock/gmock.h>

#include "casework/case_samples.h"
#include "casework/each_database.h"
#include "casework/investigation_table.h"

namespace backstamp::casework {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CampaignTable : public EachDatabase {};
ON_EACH_DATABASE(CampaignTable);

Campaign sample_campaign(int seconds, std::int64_t messages) {
  Campaign campaign;
  campaign.id = CampaignId(Uuid::random());
  campaign.name = "Your parcel \xe2\x80\x93 waits";
  campaign.first_seen = sample_time(0);
  campaign.last_seen = sample_time(seconds);
  campaign.messages = messages;
  campaign.copies = 2 * messages;
  campaign.by_threat = {{"Phish", 3}};
  campaign.by_day = {{"2026-11-24", 3}};
  return campaign;
}

TEST_P(CampaignTable, CampaignsComeBackAsTheyWereAndNewestFirst) {
  const Campaign older = sample_campaign(10, 5), newer = sample_campaign(20, 5);
  Campaign single = sample_campaign(30, 1), gone = sample_campaign(40, 5);
  gone.merged_into = newer.id;
  write([&](Session& session) -> Result<void> {
    for (const Campaign& campaign : {older, newer, single, gone}) {
      TRY(put_campaign(session, campaign));
    }
    return put_campaign(session, newer);  // again: replaced
  });
  EXPECT_EQ(read<std::optional<Campaign>>(
                [&](Session& session) { return find_campaign(session, gone.id); }),
            gone);
  const auto list = [&](std::int64_t least, std::optional<Time> before,
                        std::optional<CampaignId> before_id) {
    return read<std::vector<Campaign>>(
        [&](Session& session) { return list_campaigns(session, least, 10, before, before_id); });
  };
  EXPECT_THAT(list(2, {}, {}), ElementsAre(newer, older));
  EXPECT_THAT(list(1, {}, {}), ElementsAre(single, newer, older));
  EXPECT_THAT(list(2, newer.last_seen, newer.id), ElementsAre(older));
  EXPECT_THAT(read<std::vector<Campaign>>(
                  [&](Session& session) { return campaigns_since(session, sample_time(15)); }),
              SizeIs(2));
}

TEST_P(CampaignTable, AMessageIsOfOneCampaign) {
  const CampaignId one(Uuid::random()), other(Uuid::random());
  const CampaignMember member{Uuid::random(), sample_time(1), "J 0.61"};
  const auto add = [&](CampaignId id) {
    return write<bool>([&](Session& s) { return add_campaign_member(s, id, member); });
  };
  EXPECT_TRUE(add(one));
  EXPECT_FALSE(add(one));
  EXPECT_FALSE(add(other));
  EXPECT_THAT(read<std::vector<CampaignMember>>(
                  [&](Session& s) { return list_campaign_members(s, one, 10); }),
              ElementsAre(member));
}

TEST_P(CampaignTable, TraitsAddUpAndMoveWithTheirCampaign) {
  const CampaignId from(Uuid::random()), into(Uuid::random());
  const std::string long_subject(5'000, 's');
  write([&](Session& session) -> Result<void> {
    TRY(add_campaign_trait(session, from, {"host", "a.example", 2}));
    TRY(add_campaign_trait(session, from, {"host", "a.example", 3}));
    TRY(add_campaign_trait(session, from, {"subject", long_subject, 1}));
    TRY(add_campaign_trait(session, into, {"host", "a.example", 10}));
    TRY(add_campaign_sketch(session, {from, "sketch"}));
    TRY(add_campaign_sketch(session, {into, "sketch"}));
    TRY(put_cluster_campaign(session, sample_member(1).copy.network_message_id, from));
    return move_campaign(session, from, into);
  });
  EXPECT_THAT(
      read<std::vector<CampaignTrait>>([&](Session& s) { return list_campaign_traits(s, into); }),
      ElementsAre(CampaignTrait{"host", "a.example", 15},
                  CampaignTrait{"subject", long_subject, 1}));
  EXPECT_THAT(
      read<std::vector<CampaignTrait>>([&](Session& s) { return list_campaign_traits(s, from); }),
      IsEmpty());
  EXPECT_THAT(read<std::vector<CampaignSketch>>([](Session& s) { return campaign_sketches(s); }),
              ElementsAre(CampaignSketch{into, "sketch"}));
  EXPECT_THAT(read<std::vector<Uuid>>([&](Session& s) { return clusters_of_campaign(s, into); }),
              SizeIs(1));
}

TEST_P(CampaignTable, KeepsABoundedNumberOfValues) {
  const CampaignId id(Uuid::random());
  write([&](Session& session) -> Result<void> {
    for (int i = 0; i < campaign_traits_max + 5; ++i) {
      TRY(add_campaign_trait(session, id, {"target", sample_address(i).str(), 1}));
    }
    return {};
  });
  EXPECT_THAT(
      read<std::vector<CampaignTrait>>([&](Session& s) { return list_campaign_traits(s, id); }),
      SizeIs(campaign_traits_max));
}

TEST_P(CampaignTable, BadClustersAreLookedAtOnce) {
  const Investigation investigation = sample_investigation();
  Cluster bad = sample_cluster(investigation.id, 1, "bad");
  Cluster good = sample_cluster(investigation.id, 1, "good");
  good.verdict = "NoThreatsFound";
  write([&](Session& session) -> Result<void> {
    TRY(add_investigation(session, investigation));
    TRY(put_cluster(session, bad));
    return put_cluster(session, good);
  });
  const auto waiting = [&] {
    return read<std::vector<Uuid>>([](Session& s) { return clusters_without_campaign(s, 10); });
  };
  EXPECT_THAT(waiting(), ElementsAre(bad.id));
  write([&](Session& s) { return put_cluster_campaign(s, bad.id, std::nullopt); });
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_P(CampaignTable, TheCursorBeginsAtTheBeginning) {
  const auto cursor = [&] { return read<Time>([](Session& s) { return campaign_cursor(s); }); };
  EXPECT_EQ(cursor(), Time());
  write([](Session& s) { return put_campaign_cursor(s, sample_time(7)); });
  write([](Session& s) { return put_campaign_cursor(s, sample_time(9)); });
  EXPECT_EQ(cursor(), sample_time(9));
}

}  // namespace
}  // namespace backstamp::casework
