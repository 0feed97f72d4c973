#include "investigation/cluster_building.h"

#include "base/hash.h"
#include "hunting/kql/query_text.h"

namespace backstamp::investigation {
namespace {

// Equal for equal clusters of one investigation, so a step that is run again replaces its cluster.
Uuid cluster_id(const Question& question, const ClusterDraft& draft) {
  return Uuid::of_hash("cluster\n" + question.investigation.id.value().text() + '\n' +
                       draft.cluster_by + '\n' + draft.value);
}

}  // namespace

casework::Cluster build_cluster(const Question& question, const ClusterDraft& draft,
                                const std::vector<FoundCopy>& copies,
                                const std::vector<std::string>& why) {
  casework::Cluster cluster;
  cluster.id = cluster_id(question, draft);
  cluster.investigation = question.investigation.id;
  cluster.kind = draft.kind;
  cluster.cluster_by = draft.cluster_by;
  cluster.value = draft.value;
  cluster.query = draft.query;
  cluster.verdict = "Unknown";
  cluster.queried = question.now;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const FoundCopy& found = copies[i];
    cluster.members.push_back({.copy = found.copy,
                               .original_location = found.original_location,
                               .latest_location = found.latest_location,
                               .folder = found.folder,
                               .name = found.name,
                               .why = i < why.size() ? why[i] : std::string()});
    ++cluster.by_location[found.latest_location];
    if (!found.threat_types.empty()) ++cluster.by_threat[found.threat_types];
  }
  return cluster;
}

std::string kql_text(std::string_view text) { return hunting::kql::query_text(text); }

std::string kql_mail_query(const Window& window, std::string_view condition) {
  return "EmailEvents | where Timestamp between (datetime(" + rfc3339(window.from) +
         ") .. datetime(" + rfc3339(window.to) + ")) | where " + std::string(condition);
}

bool in_mailbox(std::string_view location) {
  return location == "Inbox/folder" || location == "Junk folder" ||
         location == "Deleted items folder";
}

}  // namespace backstamp::investigation
