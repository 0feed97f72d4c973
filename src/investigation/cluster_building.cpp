#include "investigation/cluster_building.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t shown_query_bytes_max = 2'000;  // in the log; the cluster has all of it

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
    ++cluster.by_original_location[found.original_location];
    ++cluster.by_location[found.latest_location];
    if (!found.threat_types.empty()) ++cluster.by_threat[found.threat_types];
  }
  return cluster;
}

casework::Cluster build_cluster(const Question& question, const IdentifiedCluster& identified,
                                const std::vector<FoundCopy>& copies) {
  std::vector<FoundCopy> members;
  members.reserve(identified.members.size());
  for (const std::size_t place : identified.members) members.push_back(copies[place]);
  casework::Cluster cluster = build_cluster(question,
                                            {.kind = identified.kind,
                                             .cluster_by = identified.cluster_by,
                                             .value = identified.value,
                                             .query = identified.query},
                                            members, identified.why);
  cluster.by_day = identified.volume.by_day;
  cluster.earlier_copies = identified.volume.earlier_copies;
  cluster.volume_anomaly = identified.volume.anomaly;
  return cluster;
}

Result<Answer> answer_with_clusters(const Question& question, const ClusterKinds& kinds) {
  const std::string direction =
      question.root_copies.empty() ? "Inbound" : question.root_copies.front().direction;
  const ClusterSeed seed{
      .facts = question.facts, .delivered = question.delivered, .direction = direction};
  const std::size_t questions_before = question.hunt.questions();
  const IdentifiedClusters identified =
      TRY(identify_clusters(question.hunt, seed, kinds, question.policy));
  Answer answer;
  nlohmann::ordered_json asked = nlohmann::ordered_json::array(), found = asked;
  for (const IdentifiedCluster& one : identified.clusters) {
    asked.push_back(Text::lossy(one.query).cut(shown_query_bytes_max).str());
    found.push_back({{"cluster_by", one.cluster_by},
                     {"copies", one.members.size()},
                     {"volume_anomaly", one.volume.anomaly}});
    answer.findings.clusters.push_back(build_cluster(question, one, identified.copies));
  }
  answer.asked = nlohmann::ordered_json{{"queries", asked},
                                        {"from", rfc3339(question.window().from)},
                                        {"to", rfc3339(question.window().to)},
                                        {"questions", question.hunt.questions() - questions_before}}
                     .dump();
  answer.found =
      nlohmann::ordered_json{{"candidates", identified.candidates}, {"clusters", found}}.dump();
  for (const std::string& left_out : identified.left_out) {
    answer.why += (answer.why.empty() ? "" : "; ") + left_out;
  }
  return answer;
}

bool in_mailbox(std::string_view location) {
  return location == "Inbox/folder" || location == "Junk folder" ||
         location == "Deleted items folder";
}

}  // namespace backstamp::investigation
