// Found copies -> a Cluster, and the words around it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "casework/investigation.h"
#include "investigation/analysis.h"
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

// A KQL string literal: quotes and backslashes escaped, control characters as \u.
std::string kql_text(std::string_view text);
// "EmailEvents | where Timestamp between (datetime(a) .. datetime(b)) | where CONDITION"
std::string kql_mail_query(const Window& window, std::string_view condition);

// True for the delivery locations inside a mailbox: there something can be removed.
bool in_mailbox(std::string_view location);

}  // namespace backstamp::investigation
