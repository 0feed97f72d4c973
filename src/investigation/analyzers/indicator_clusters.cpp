// All copies that hold a URL or file which an earlier step judged bad.
#include <nlohmann/json.hpp>

#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

bool is_url(const casework::Evidence& evidence) {
  return evidence.entity.kind == casework::EntityKind::url;
}

ClusterDraft draft_of(const Question& question, const casework::Evidence& evidence) {
  const std::string& value = evidence.entity.value.str();
  const std::string table =
      is_url(evidence) ? "EmailUrlInfo | where Url == " : "EmailAttachmentInfo | where SHA256 == ";
  return {
      .kind = "indicator",
      .cluster_by = is_url(evidence) ? "Url" : "FileHash",
      .value = value,
      .query = kql_mail_query(question.window(), "NetworkMessageId in (" + table + kql_text(value) +
                                                     " | project NetworkMessageId)")};
}

}  // namespace

Result<Answer> indicator_clusters(const Question& question) {
  Answer answer;
  nlohmann::ordered_json found = nlohmann::ordered_json::array();
  for (const casework::Evidence& evidence : question.evidence) {
    const bool file = evidence.entity.kind == casework::EntityKind::file;
    if (evidence.verdict != "Malicious" || (!file && !is_url(evidence))) continue;
    const std::string& value = evidence.entity.value.str();
    const auto copies = TRY(file ? question.hunt.copies_with_file(value, question.window())
                                 : question.hunt.copies_with_url(value, question.window()));
    casework::Cluster cluster = build_cluster(question, draft_of(question, evidence), copies);
    cluster.threat_types = evidence.threat_types;
    found.push_back(
        {{"cluster_by", cluster.cluster_by}, {"value", value}, {"copies", copies.size()}});
    answer.findings.clusters.push_back(std::move(cluster));
  }
  answer.asked = nlohmann::ordered_json{{"indicators", found.size()}}.dump();
  answer.found = nlohmann::ordered_json{{"clusters", found}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
