// Malware, phish and spam that the account sent: a cluster of each kind, and of what seems clean.
#include <map>
#include <nlohmann/json.hpp>

#include "investigation/accounts/account_evidence.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

// As the reference counts: malware and sure phish are malicious, spam and other phish suspicious.
std::string kind_of(const SentMessage& sent) {
  for (const char* threat : {"Malware", "HighConfPhish", "MaliciousUrl", "MaliciousFile"}) {
    if (sent.threat_types.find(threat) != std::string::npos) return "Malicious";
  }
  if (sent.verdict == "Malicious") return "Malicious";
  for (const char* threat : {"Phish", "Spam"}) {
    if (sent.threat_types.find(threat) != std::string::npos) return "Suspicious";
  }
  return sent.verdict == "Suspicious" ? "Suspicious" : "NoThreatsFound";
}

AccountFinding finding_of(const std::string& kind, const std::vector<const SentMessage*>& sent) {
  const SentMessage& first = *sent.front();
  return {.rule = kind == "Malicious" ? "sent_malicious" : "sent_suspicious",
          .detail = "sent " + std::to_string(sent.size()) + " messages judged " + kind +
                    "; the first of them: '" + Text::lossy(first.subject).cut(200).str() + "'" +
                    (first.threat_types.empty() ? "" : " (" + first.threat_types + ")"),
          .at = first.at};
}

}  // namespace

Result<Answer> outbound_threats(const Question& question) {
  Answer answer;
  if (question.account.empty()) return answer;
  const Window window = question.account_window();
  const auto sent = TRY(question.accounts.sent(question.account, window));
  std::map<std::string, std::vector<const SentMessage*>> kinds;
  for (const SentMessage& one : sent.rows) kinds[kind_of(one)].push_back(&one);
  const std::string query =
      kql_mail_query(window, "SenderFromAddress == " + kql_text(question.account) +
                                 " and EmailDirection in (\"Outbound\", \"Intra-org\")");
  std::vector<AccountFinding> findings;
  for (const auto& [kind, messages] : kinds) {
    std::vector<std::string> ids;
    for (const SentMessage* one : messages) ids.push_back(one->message);
    const auto copies = TRY(question.hunt.copies_of(ids));
    casework::Cluster cluster =
        build_cluster(question,
                      ClusterDraft{.kind = "sent",
                                   .cluster_by = "SenderFromAddress;Verdict",
                                   .value = question.account + ";" + kind,
                                   .query = query},
                      copies);
    cluster.verdict = kind;
    cluster.arithmetic =
        std::to_string(messages.size()) + " messages it sent, by their own verdicts";
    if (kind != "NoThreatsFound") {
      cluster.threat_types = {kind == "Malicious" ? "OutboundMalware" : "OutboundSpam"};
      findings.push_back(finding_of(kind, messages));
      findings.back().query = query;
    }
    answer.findings.clusters.push_back(std::move(cluster));
  }
  describe(answer, query, findings, sent.rows.size(), sent.cut_off);
  add_findings(question, answer, "outbound-threats", casework::EntityKind::user, "OutboundThreats",
               std::move(findings));
  return answer;
}

}  // namespace backstamp::investigation
