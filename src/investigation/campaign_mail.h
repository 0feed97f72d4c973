// The hunting store's mail as campaigns look at it.
#pragma once

#include <string>
#include <vector>

#include "hunting/client.h"
#include "investigation/campaign_index.h"

namespace backstamp::investigation {

struct ArrivedMail {
  std::vector<CampaignMail> mail;  // in the order of arrival
  Time seen;                       // when the last of it was taken over
};

// Mail taken over after `seen`, about `rows_max` copies: the last batch comes whole. A message
// whose copies were taken over in several batches comes once for each.
Result<ArrivedMail> mail_since(const hunting::Client& client, Time seen, std::size_t rows_max,
                               Deadline deadline);
// All copies of these messages. At most 1,000 at a time.
Result<std::vector<CampaignMail>> mail_of(const hunting::Client& client,
                                          const std::vector<std::string>& network_message_ids,
                                          Deadline deadline);

}  // namespace backstamp::investigation
