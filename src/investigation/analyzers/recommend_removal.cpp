// One removal of all bad copies that lie in mailboxes, each once whatever clusters hold it. It
// waits for approval.
#include <nlohmann/json.hpp>

#include "action/catalogue.h"
#include "investigation/analyzers/list.h"
#include "investigation/attack.h"

namespace backstamp::investigation {
namespace {

std::string query_of(const std::vector<casework::Cluster>& clusters) {
  std::string query;
  for (const casework::Cluster& cluster : clusters) {
    if (cluster.verdict != "Malicious" && cluster.verdict != "Suspicious") continue;
    query += (query.empty() ? "union (" : ", (") + cluster.query + ")";
  }
  return query;
}

std::string reason_of(const std::vector<casework::Cluster>& clusters, const Attack& attack) {
  for (const casework::Cluster& cluster : clusters) {
    if (cluster.verdict == verdict::name_of(attack.judgement)) {
      return cluster.verdict + " cluster by " + cluster.cluster_by + ": " + cluster.arithmetic;
    }
  }
  return {};
}

}  // namespace

Result<Answer> recommend_removal(const Question& question) {
  const Attack attack = attack_of(question.clusters);
  Answer answer;
  answer.asked = nlohmann::ordered_json{{"copies", attack.copies.size()}}.dump();
  answer.found = nlohmann::ordered_json{{"recommended", attack.in_mailboxes.size()}}.dump();
  if (attack.in_mailboxes.empty()) return answer;

  const action::Type* type = TRY(action::find_type("soft_delete_messages"));
  Recommendation recommendation;
  for (const casework::ClusterMember& member : attack.in_mailboxes) {
    casework::ActionTarget target;
    target.copy = member.copy;
    target.folder = member.folder;
    target.name = member.name;
    recommendation.targets.push_back(std::move(target));
  }
  casework::Action draft;
  draft.type = type->id;
  draft.investigation = question.investigation.id;
  draft.reason = reason_of(question.clusters, attack);
  draft.target_kind = "cluster";
  draft.target_query = query_of(question.clusters);
  draft.created = question.now;
  draft.expires = question.now + question.policy.pending;
  draft.deduplication_key = "remove the attack";
  recommendation.action = type->plan(std::move(draft), recommendation.targets);
  answer.findings.recommendations.push_back(std::move(recommendation));
  return answer;
}

}  // namespace backstamp::investigation
