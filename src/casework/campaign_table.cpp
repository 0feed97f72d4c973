#include "casework/campaign_table.h"

#include "casework/json_text.h"
#include "casework/paging.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "id, name, first_seen, last_seen, messages, copies, by_threat, by_day, merged_into";

Campaign read_campaign(Row& row) {
  return {.id = row.id<CampaignId>(),
          .name = row.text(),
          .first_seen = row.time(),
          .last_seen = row.time(),
          .messages = row.number(),
          .copies = row.number(),
          .by_threat = row.parsed(counts_in),
          .by_day = row.parsed(counts_in),
          .merged_into = row.optional_id<CampaignId>()};
}

CampaignMember read_member(Row& row) {
  return {.network_message_id = row.uuid(), .delivered = row.time(), .why = row.text()};
}

CampaignTrait read_trait(Row& row) {
  return {.kind = row.text(), .value = row.text(), .copies = row.number()};
}

Result<std::int64_t> traits_of_kind(Session& session, CampaignId id, const std::string& kind) {
  const auto counted = TRY(
      one_row<std::int64_t>(session,
                            {"values_kept",
                             "from (select count(*) as values_kept from campaign_traits "
                             "where campaign_id = :id and kind = :kind) as counted"},
                            {{"id", id}, {"kind", kind}}, [](Row& row) { return row.number(); }));
  return counted.value_or(0);
}

}  // namespace

Result<void> put_campaign(Session& session, const Campaign& campaign) {
  TRY(insert(
      session,
      {.table = "campaigns", .columns = columns, .on_conflict = OnConflict::replace, .keys = "id"},
      {campaign.id, campaign.name, campaign.first_seen, campaign.last_seen, campaign.messages,
       campaign.copies, json_text(campaign.by_threat), json_text(campaign.by_day),
       campaign.merged_into}));
  return {};
}

Result<std::optional<Campaign>> find_campaign(Session& session, CampaignId id) {
  return one_row<Campaign>(session, {columns, "from campaigns where id = :id"}, {{"id", id}},
                           read_campaign);
}

Result<std::vector<Campaign>> list_campaigns(Session& session, std::int64_t messages_min,
                                             std::size_t rows_max, std::optional<Time> before,
                                             std::optional<CampaignId> before_id) {
  const PageStart start = page_start(before, before_id);
  return all_rows<Campaign>(session,
                            {columns,
                             "from campaigns where merged_into is null and messages >= :least and "
                             "(last_seen < :before or (last_seen = :before and id < :before_id)) "
                             "order by last_seen desc, id desc limit :rows"},
                            {{"least", messages_min},
                             {"before", start.before_ms},
                             {"before_id", start.before_id},
                             {"rows", limit_of(rows_max)}},
                            read_campaign);
}

Result<std::vector<Campaign>> campaigns_since(Session& session, Time since) {
  return all_rows<Campaign>(
      session,
      {columns,
       "from campaigns where merged_into is null and last_seen >= :since order by first_seen, id"},
      {{"since", since}}, read_campaign);
}

Result<bool> add_campaign_member(Session& session, CampaignId id, const CampaignMember& member) {
  const std::int64_t added =
      TRY(insert(session,
                 {.table = "campaign_members",
                  .columns = "network_message_id, delivered, why, "
                             "campaign_id",
                  .on_conflict = OnConflict::ignore,
                  .keys = "network_message_id"},
                 {member.network_message_id, member.delivered, member.why, id}));
  return added > 0;
}

Result<std::vector<CampaignMember>> list_campaign_members(Session& session, CampaignId id,
                                                          std::size_t rows_max) {
  return all_rows<CampaignMember>(session,
                                  {"network_message_id, delivered, why",
                                   "from campaign_members where campaign_id = :id "
                                   "order by delivered, network_message_id limit :rows"},
                                  {{"id", id}, {"rows", limit_of(rows_max)}}, read_member);
}

Result<void> add_campaign_trait(Session& session, CampaignId id, const CampaignTrait& trait) {
  const std::string key = index_key(trait.value);
  const std::int64_t changed =
      TRY(execute(session,
                  "update campaign_traits set copies = copies + :copies where campaign_id = :id "
                  "and kind = :kind and value_key = :key",
                  {{"copies", trait.copies}, {"id", id}, {"kind", trait.kind}, {"key", key}}));
  if (changed > 0) return {};
  if (TRY(traits_of_kind(session, id, trait.kind)) >= campaign_traits_max) return {};
  TRY(insert(session,
             {.table = "campaign_traits",
              .columns = "kind, value, copies",
              .more_columns = "campaign_id, value_key"},
             {trait.kind, trait.value, trait.copies, id, key}));
  return {};
}

Result<std::vector<CampaignTrait>> list_campaign_traits(Session& session, CampaignId id) {
  return all_rows<CampaignTrait>(session,
                                 {"kind, value, copies",
                                  "from campaign_traits where campaign_id = :id "
                                  "order by kind, copies desc, value_key"},
                                 {{"id", id}}, read_trait);
}

Result<void> add_campaign_sketch(Session& session, const CampaignSketch& sketch) {
  TRY(insert(session,
             {.table = "campaign_sketches",
              .columns = "campaign_id, sketch",
              .more_columns = "sketch_key",
              .on_conflict = OnConflict::ignore,
              .keys = "campaign_id, sketch_key"},
             {sketch.campaign, sketch.sketch, index_key(sketch.sketch)}));
  return {};
}

Result<std::vector<CampaignSketch>> campaign_sketches(Session& session) {
  return all_rows<CampaignSketch>(
      session, {"campaign_id, sketch", "from campaign_sketches order by campaign_id, sketch_key"},
      {}, [](Row& row) {
        return CampaignSketch{.campaign = row.id<CampaignId>(), .sketch = row.text()};
      });
}

Result<void> move_campaign(Session& session, CampaignId from, CampaignId into) {
  for (const CampaignTrait& trait : TRY(list_campaign_traits(session, from))) {
    TRY(add_campaign_trait(session, into, trait));
  }
  TRY(execute(session, "delete from campaign_traits where campaign_id = :from", {{"from", from}}));
  TRY(execute(session,
              "delete from campaign_sketches where campaign_id = :from and sketch_key in "
              "(select sketch_key from campaign_sketches where campaign_id = :into)",
              {{"from", from}, {"into", into}}));
  for (const char* statement :
       {"update campaign_sketches set campaign_id = :into where campaign_id = :from",
        "update campaign_members set campaign_id = :into where campaign_id = :from",
        "update campaign_clusters set campaign_id = :into where campaign_id = :from"}) {
    TRY(execute(session, statement, {{"into", into}, {"from", from}}));
  }
  return {};
}

Result<std::vector<Uuid>> clusters_without_campaign(Session& session, std::size_t rows_max) {
  return all_rows<Uuid>(session,
                        {"id",
                         "from clusters where verdict in ('Malicious', 'Suspicious') and id not in "
                         "(select cluster_id from campaign_clusters) order by queried, id "
                         "limit :rows"},
                        {{"rows", limit_of(rows_max)}}, [](Row& row) { return row.uuid(); });
}

Result<void> put_cluster_campaign(Session& session, const Uuid& cluster,
                                  const std::optional<CampaignId>& campaign) {
  TRY(insert(session,
             {.table = "campaign_clusters",
              .columns = "cluster_id, campaign_id",
              .on_conflict = OnConflict::replace,
              .keys = "cluster_id"},
             {cluster, campaign}));
  return {};
}

Result<std::vector<Uuid>> clusters_of_campaign(Session& session, CampaignId id) {
  return all_rows<Uuid>(
      session, {"cluster_id", "from campaign_clusters where campaign_id = :id order by cluster_id"},
      {{"id", id}}, [](Row& row) { return row.uuid(); });
}

Result<Time> campaign_cursor(Session& session) {
  const auto seen = TRY(one_row<Time>(session, {"seen", "from campaign_cursor where id = 1"}, {},
                                      [](Row& row) { return row.time(); }));
  return seen.value_or(Time());
}

Result<void> put_campaign_cursor(Session& session, Time seen) {
  TRY(insert(session,
             {.table = "campaign_cursor",
              .columns = "id, seen",
              .on_conflict = OnConflict::replace,
              .keys = "id"},
             {1, seen}));
  return {};
}

}  // namespace backstamp::casework
