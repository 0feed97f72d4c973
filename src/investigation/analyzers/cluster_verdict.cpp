// Each cluster's verdict by the published thresholds (content/policies/investigation.json).
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/acquaintance.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"
#include "investigation/cluster_score.h"
#include "investigation/volume.h"
#include "verdict/traits.h"

namespace backstamp::investigation {
namespace {

// A copy in its writer's own mailbox went through no gateway: it tells nothing of a delivery.
bool kept_by_sender(const FoundCopy& found) {
  return found.sender_address == found.copy.recipient.view() && found.spf.empty() &&
         found.dkim.empty() && found.dmarc.empty();
}

std::string verdict_by_itself(const Question& question) {
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.entity.kind == casework::EntityKind::message) return evidence.verdict;
  }
  return "Unknown";
}

Result<ClusterFacts> facts_of(const Question& question, const casework::Cluster& cluster) {
  std::set<std::string> ids;
  std::set<casework::Copy> members;
  for (const casework::ClusterMember& member : cluster.members) {
    ids.insert(member.copy.network_message_id.text());
    members.insert(member.copy);
  }
  auto copies = TRY(question.hunt.copies_of({ids.begin(), ids.end()}));
  std::erase_if(copies, [&](const FoundCopy& found) {
    return !members.contains(found.copy) || kept_by_sender(found);
  });
  const Acquaintance acquaintance =
      TRY(Acquaintance::ask(question.hunt, copies, question.delivered, question.policy.cluster));

  ClusterFacts facts;
  std::set<std::string> senders, domains;
  std::set<Text> recipients;
  std::vector<Time> times;
  for (const FoundCopy& found : copies) {
    ++facts.copies;
    if (acquaintance.stranger(found)) senders.insert(found.sender_address);
    recipients.insert(found.copy.recipient);
    domains.insert(found.sender_domain);
    times.push_back(found.delivered);
    facts.first_contact += acquaintance.stranger(found) ? 1 : 0;
    facts.authentication_failed += failed_authentication(found) ? 1 : 0;
    facts.known_authenticated += acquaintance.trusts(found) ? 1 : 0;
  }
  facts.senders = senders.size();
  facts.recipients = recipients.size();
  facts.one_sender = domains.size() == 1 && !verdict::is_free_mail(*domains.begin());
  facts.within_burst = most_within(std::move(times), question.policy.cluster.burst);
  facts.reporters = question.reporters.size();
  facts.message_verdict = verdict_by_itself(question);
  const message::Authentication& said = question.facts.authentication;
  facts.bulk_sender = question.facts.headers.contains("list-unsubscribe") &&
                      (said.dmarc.view() == "pass" || said.dkim.view() == "pass");
  if (cluster.kind == "indicator") facts.indicator_verdict = "Malicious";
  return facts;
}

std::vector<std::string> threat_types(const casework::Cluster& cluster,
                                      verdict::Judgement judgement) {
  if (cluster.kind == "indicator") return cluster.threat_types;
  if (judgement == verdict::Judgement::malicious) return {"HighConfPhish"};
  if (judgement == verdict::Judgement::suspicious) return {"Phish"};
  return {};
}

}  // namespace

Result<Answer> cluster_verdict(const Question& question) {
  Answer answer;
  nlohmann::ordered_json found = nlohmann::ordered_json::array();
  for (casework::Cluster cluster : question.clusters) {
    const ClusterFacts facts = TRY(facts_of(question, cluster));
    const ClusterScore scored = score(facts, question.policy.cluster);
    cluster.verdict = verdict::name_of(scored.judgement);
    cluster.threat_types = threat_types(cluster, scored.judgement);
    cluster.arithmetic = scored.arithmetic();
    found.push_back({{"cluster_by", cluster.cluster_by},
                     {"copies", cluster.members.size()},
                     {"verdict", cluster.verdict},
                     {"arithmetic", cluster.arithmetic}});
    answer.findings.clusters.push_back(std::move(cluster));
  }
  answer.asked = nlohmann::ordered_json{{"clusters", question.clusters.size()}}.dump();
  answer.found = nlohmann::ordered_json{{"clusters", found}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
