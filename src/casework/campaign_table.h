// Campaigns: mail and clusters that belong together over time, with what they have in common.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/time.h"
#include "base/uuid.h"
#include "casework/store.h"

namespace backstamp::casework {

using CampaignId = Strong<struct CampaignIdTag, Uuid>;

struct Campaign {
  CampaignId id;
  std::string name;  // the subject of its first message
  Time first_seen, last_seen;
  std::int64_t messages = 0, copies = 0;
  std::map<std::string, std::int64_t> by_threat;  // copies
  std::map<std::string, std::int64_t> by_day;     // "2026-11-24" -> copies; UTC
  // When its mail turned out to be another one's: that one goes on, this one is empty.
  std::optional<CampaignId> merged_into;
  bool operator==(const Campaign&) const = default;
};

struct CampaignMember {
  Uuid network_message_id;
  Time delivered;
  std::string why;  // "J 0.61"; "same file"
  bool operator==(const CampaignMember&) const = default;
};

// What its mail has: kind is sender, sender_domain, sender_ip, subject, host, url, file or target.
struct CampaignTrait {
  std::string kind, value;
  std::int64_t copies = 0;
  bool operator==(const CampaignTrait&) const = default;
};

// One text by which members to come are known; see investigation/campaign_index.h.
struct CampaignSketch {
  CampaignId campaign;
  std::string sketch;
  bool operator==(const CampaignSketch&) const = default;
};

Result<void> put_campaign(Session& session, const Campaign& campaign);  // insert or replace
Result<std::optional<Campaign>> find_campaign(Session& session, CampaignId id);
// Newest mail first; only those of at least `messages_min` messages that were not merged.
Result<std::vector<Campaign>> list_campaigns(Session& session, std::int64_t messages_min,
                                             std::size_t rows_max, std::optional<Time> before,
                                             std::optional<CampaignId> before_id);
// All that had mail since: what must be known to go on after a restart.
Result<std::vector<Campaign>> campaigns_since(Session& session, Time since);

// Nothing where the message is a member of a campaign already.
Result<bool> add_campaign_member(Session& session, CampaignId id, const CampaignMember& member);
// In the order of delivery.
Result<std::vector<CampaignMember>> list_campaign_members(Session& session, CampaignId id,
                                                          std::size_t rows_max);

// Adds to the copies of a trait; a campaign keeps the first `traits_max` values of each kind.
inline constexpr std::int64_t campaign_traits_max = 1'000;
Result<void> add_campaign_trait(Session& session, CampaignId id, const CampaignTrait& trait);
// Most copies first, at most `rows_max` of each kind.
Result<std::vector<CampaignTrait>> list_campaign_traits(Session& session, CampaignId id);

Result<void> add_campaign_sketch(Session& session, const CampaignSketch& sketch);
Result<std::vector<CampaignSketch>> campaign_sketches(Session& session);

// Members, traits and sketches of `from` become those of `into`; both campaigns are put by the
// caller.
Result<void> move_campaign(Session& session, CampaignId from, CampaignId into);

// Clusters judged bad that no campaign has looked at, oldest first.
Result<std::vector<Uuid>> clusters_without_campaign(Session& session, std::size_t rows_max);
// No campaign: the cluster was looked at and has none.
Result<void> put_cluster_campaign(Session& session, const Uuid& cluster,
                                  const std::optional<CampaignId>& campaign);
Result<std::vector<Uuid>> clusters_of_campaign(Session& session, CampaignId id);

// How far the hunting store's mail was looked at.
Result<Time> campaign_cursor(Session& session);
Result<void> put_campaign_cursor(Session& session, Time seen);

}  // namespace backstamp::casework
