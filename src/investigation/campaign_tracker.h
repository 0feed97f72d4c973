// Follows the mail as it arrives and the clusters as they are judged, and keeps campaigns of them.
//
// A thread of its own reads the hunting store's new mail in batches, and the case store's clusters
// that were judged bad. Each message is matched in memory (campaign_index.h); what joins a campaign
// or founds one is written in one transaction with how far was looked, so that after a crash
// nothing counts twice. A campaign is founded by a message judged bad, or by a bad cluster.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "casework/store.h"
#include "hunting/client.h"
#include "investigation/campaign_index.h"
#include "investigation/policy.h"

namespace backstamp::investigation {

struct CampaignTools {
  casework::Store& store;
  const hunting::Client& hunting;
  const Policy& policy;
  Clock& clock;
};

// The tracker's work without its thread. Not thread-safe.
class Campaigns {
 public:
  // Reads what campaigns of the last 60 days are known by.
  static Result<Campaigns> open(const CampaignTools& tools);

  // Looks at the next batch of mail and at clusters; false when there was nothing new. Errors:
  // those of the stores; then nothing of the batch counts, and open() must be called again.
  Result<bool> look(Deadline deadline);

  // One batch of mail, each message into at most one campaign; `together` makes all of it members
  // of one campaign. In one transaction with `seen`, where it is given.
  Result<std::optional<casework::CampaignId>> add(const std::vector<CampaignMail>& mail,
                                                  bool together, std::optional<Time> seen);

 private:
  explicit Campaigns(const CampaignTools& tools) : tools_(tools), index_(tools.policy.nearness) {}

  Result<bool> look_at_mail(Deadline deadline);
  Result<bool> look_at_clusters(Deadline deadline);

  CampaignTools tools_;
  CampaignIndex index_;
};

class CampaignTracker {
 public:
  static std::unique_ptr<CampaignTracker> start(const CampaignTools& tools);
  virtual ~CampaignTracker() = default;
};

}  // namespace backstamp::investigation
