// Found copies -> a Cluster, and the words around it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "casework/investigation.h"
#include "investigation/analysis.h"
#include "investigation/cluster_identification.h"
#include "investigation/cluster_query.h"
#include "investigation/mail_hunt.h"

namespace backstamp::investigation {

struct ClusterDraft {
  std::string kind;        // similarity, indicator, nearness
  std::string cluster_by;  // "Subject;SenderIp"
  std::string value;
  std::string query;  // KQL, for people
};

// Members in order, counts by location and threat. Verdict Unknown until cluster-verdict speaks.
casework::Cluster build_cluster(const Question& question, const ClusterDraft& draft,
                                const std::vector<FoundCopy>& copies,
                                const std::vector<std::string>& why = {});
// The same of what identify_clusters() found.
casework::Cluster build_cluster(const Question& question, const IdentifiedCluster& identified,
                                const std::vector<FoundCopy>& copies);

// An analyzer's whole answer: the clusters of these kinds, and what was asked and found.
Result<Answer> answer_with_clusters(const Question& question, const ClusterKinds& kinds);

// True for the delivery locations inside a mailbox: there something can be removed.
bool in_mailbox(std::string_view location);

}  // namespace backstamp::investigation
