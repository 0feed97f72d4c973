// All copies that hold a URL or file which an earlier step judged bad.
#include <map>

#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {

Result<Answer> indicator_clusters(const Question& question) {
  ClusterKinds kinds;
  std::map<std::string, std::vector<std::string>> threat_types;
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.verdict != "Malicious") continue;
    const std::string& value = evidence.entity.value.str();
    if (evidence.entity.kind == casework::EntityKind::url) {
      kinds.urls.push_back(value);
    } else if (evidence.entity.kind == casework::EntityKind::file) {
      kinds.files.push_back(value);
    } else {
      continue;
    }
    threat_types[value] = evidence.threat_types;
  }
  Answer answer = TRY(answer_with_clusters(question, kinds));
  for (casework::Cluster& cluster : answer.findings.clusters) {
    cluster.threat_types = threat_types[cluster.value];
  }
  return answer;
}

}  // namespace backstamp::investigation
