// Each cluster's verdict by the published thresholds (content/policies/investigation.json).
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"
#include "investigation/cluster_score.h"

namespace backstamp::investigation {
namespace {

bool failed_authentication(const FoundCopy& found) {
  if (!found.dmarc.empty() && found.dmarc != "none") return found.dmarc == "fail";
  return found.spf == "fail" || found.spf == "softfail" || found.dkim == "fail";
}

bool passed_authentication(const FoundCopy& found) {
  return found.dmarc == "pass" || (found.spf == "pass" && found.dkim == "pass");
}

std::size_t most_within(std::vector<Time> times, std::chrono::hours span) {
  std::ranges::sort(times);
  std::size_t most = 0, first = 0;
  for (std::size_t last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] > span) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

// Who had written before the attack began. A free-mail domain says nothing, only its addresses do.
class Acquaintance {
 public:
  static Result<Acquaintance> ask(const Question& question, const std::vector<FoundCopy>& copies) {
    Acquaintance acquaintance;
    std::set<std::string> domains, addresses;
    Time first = question.delivered;
    for (const FoundCopy& found : copies) {
      first = std::min(first, found.delivered);
      (is_free_mail(found.sender_domain) ? addresses : domains)
          .insert(is_free_mail(found.sender_domain) ? found.sender_address : found.sender_domain);
    }
    const auto seen =
        TRY(question.hunt.domains_seen_before({domains.begin(), domains.end()}, first));
    acquaintance.known_.insert(seen.begin(), seen.end());
    for (const std::string& address : addresses) {
      const auto history =
          TRY(question.hunt.sender_history(address, address.substr(address.find('@') + 1), first));
      if (history.from_address > 0) acquaintance.known_.insert(address);
    }
    return acquaintance;
  }

  bool knows(const FoundCopy& found) const {
    return known_.contains(is_free_mail(found.sender_domain) ? found.sender_address
                                                             : found.sender_domain);
  }

 private:
  std::set<std::string> known_;
};

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
  std::erase_if(copies, [&](const FoundCopy& found) { return !members.contains(found.copy); });
  const Acquaintance acquaintance = TRY(Acquaintance::ask(question, copies));

  ClusterFacts facts;
  std::set<std::string> senders;
  std::set<Text> recipients;
  std::vector<Time> times;
  for (const FoundCopy& found : copies) {
    ++facts.copies;
    if (!acquaintance.knows(found)) senders.insert(found.sender_address);
    recipients.insert(found.copy.recipient);
    times.push_back(found.delivered);
    facts.first_contact += acquaintance.knows(found) ? 0 : 1;
    facts.authentication_failed += failed_authentication(found) ? 1 : 0;
    facts.known_authenticated += acquaintance.knows(found) && passed_authentication(found) ? 1 : 0;
  }
  facts.senders = senders.size();
  facts.recipients = recipients.size();
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
