// The message's verdict: the worse of its own and its clusters'. A bad cluster makes its message
// bad.
#include <nlohmann/json.hpp>

#include "investigation/analyzers/list.h"
#include "investigation/attack.h"

namespace backstamp::investigation {

Result<Answer> judge_message(const Question& question) {
  const Attack attack = attack_of(question.clusters);
  casework::Evidence message;
  message.entity = {casework::EntityKind::message,
                    Text::trusted(question.facts.network_message_id.value().text())};
  message.verdict = "Unknown";
  message.reasons = "[]";
  bool bad_indicator = false;
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.entity == message.entity) message = evidence;
    bad_indicator = bad_indicator || (evidence.entity.kind != casework::EntityKind::message &&
                                      evidence.verdict == "Malicious");
  }
  verdict::Judgement judgement =
      std::max(TRY(verdict::judgement(message.verdict)),
               bad_indicator ? verdict::Judgement::malicious : verdict::Judgement::unknown);
  auto reasons = nlohmann::ordered_json::parse(message.reasons, nullptr, false);
  if (!reasons.is_array()) reasons = nlohmann::ordered_json::array();
  if (attack.judgement > judgement) {
    judgement = attack.judgement;
    reasons.push_back(
        {{"rule", "cluster_verdict"},
         {"detail", "it belongs to a cluster of " + std::to_string(attack.copies.size()) +
                        " copies that is " + std::string(verdict::name_of(judgement))},
         {"entity", ""},
         {"points", 0}});
  }
  message.reasons = reasons.dump();
  message.verdict = verdict::name_of(judgement);
  for (const std::string& threat : attack.threat_types) {
    if (std::ranges::find(message.threat_types, threat) == message.threat_types.end()) {
      message.threat_types.push_back(threat);
    }
  }

  Answer answer;
  answer.findings.evidence.push_back(std::move(message));
  answer.variables["__verdict__"] = {.type = "string",
                                     .value = std::string(verdict::name_of(judgement))};
  answer.variables["__copies_in_mailboxes__"] = {
      .type = "integer", .value = std::to_string(attack.in_mailboxes.size())};
  answer.asked = nlohmann::ordered_json{{"clusters", question.clusters.size()},
                                        {"evidence", question.evidence.size()}}
                     .dump();
  answer.found = nlohmann::ordered_json{{"verdict", verdict::name_of(judgement)},
                                        {"copies", attack.copies.size()},
                                        {"copies_in_mailboxes", attack.in_mailboxes.size()}}
                     .dump();
  return answer;
}

}  // namespace backstamp::investigation
