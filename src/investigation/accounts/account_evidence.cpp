#include "investigation/accounts/account_evidence.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t findings_max = 200;  // of one analyzer, kept with the evidence

Json list_in(const std::string& reasons) {
  Json list = Json::parse(reasons.empty() ? "[]" : reasons, nullptr, false);
  return list.is_array() ? list : Json::array();
}

Json reason_of(const Question& question, std::string_view step, const AccountFinding& finding) {
  Json reason = {{"rule", finding.rule},
                 {"detail", finding.detail},
                 {"entity", question.account},
                 {"points", question.account_policy.points_of(finding.rule)},
                 {"step", step},
                 {"at", rfc3339(finding.at)},
                 {"query", finding.query}};
  if (!finding.report_id.empty()) reason["event"] = finding.report_id;
  if (!finding.action.empty()) {
    reason["action"] = finding.action;
    reason["subject"] = finding.subject;
  }
  return reason;
}

std::string member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Each rule counts once, however often it was met.
int points_in(const Json& reasons) {
  std::map<std::string, int> rules;
  for (const Json& reason : reasons) rules[member(reason, "rule")] = reason.value("points", 0);
  int points = 0;
  for (const auto& [rule, of_rule] : rules) points += of_rule;
  return points;
}

casework::Evidence known_evidence(const Question& question, const casework::Entity& entity) {
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.entity == entity) return evidence;
  }
  casework::Evidence evidence;
  evidence.entity = entity;
  evidence.reasons = "[]";
  return evidence;
}

}  // namespace

void add_findings(const Question& question, Answer& answer, std::string_view step,
                  casework::EntityKind kind, const std::string& threat,
                  std::vector<AccountFinding> findings) {
  casework::Evidence evidence = known_evidence(question, {kind, Text::lossy(question.account)});
  Json reasons = list_in(evidence.reasons);
  const std::size_t before = reasons.size();
  Json kept = Json::array();
  for (const Json& reason : reasons) {
    if (member(reason, "step") != step) kept.push_back(reason);
  }
  if (findings.empty() && kept.size() == before) return;
  if (findings.size() > findings_max) findings.resize(findings_max);
  for (const AccountFinding& finding : findings) kept.push_back(reason_of(question, step, finding));
  std::erase(evidence.threat_types, threat);
  if (!findings.empty()) evidence.threat_types.push_back(threat);
  const int points = points_in(kept);
  evidence.verdict = points >= question.account_policy.malicious_points    ? "Malicious"
                     : points >= question.account_policy.suspicious_points ? "Suspicious"
                                                                           : "NoThreatsFound";
  evidence.reasons = kept.dump(-1, ' ', false, Json::error_handler_t::replace);
  answer.findings.evidence.push_back(std::move(evidence));
}

std::vector<AccountReason> reasons_about(const std::vector<casework::Evidence>& evidence,
                                         const std::string& account) {
  std::vector<AccountReason> found;
  for (const casework::Evidence& one : evidence) {
    const bool about = one.entity.kind == casework::EntityKind::user ||
                       one.entity.kind == casework::EntityKind::mailbox;
    if (!about || one.entity.value.view() != account) continue;
    for (const Json& reason : list_in(one.reasons)) {
      if (!reason.is_object() || !reason.contains("step")) continue;
      found.push_back({.rule = member(reason, "rule"),
                       .detail = member(reason, "detail"),
                       .action = member(reason, "action"),
                       .subject = member(reason, "subject"),
                       .points = reason.value("points", 0)});
    }
  }
  return found;
}

void describe(Answer& answer, const std::string& query, const std::vector<AccountFinding>& findings,
              std::size_t rows, bool cut_off) {
  Json told = Json::array();
  for (const AccountFinding& finding : findings) {
    if (told.size() < 20) told.push_back({{"rule", finding.rule}, {"detail", finding.detail}});
  }
  answer.asked = Json{{"query", query}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  answer.found = Json{{"rows", rows}, {"findings", findings.size()}, {"told", told}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  if (cut_off && answer.why.empty())
    answer.why = "only the newest " + std::to_string(rows) + " rows were looked at";
}

std::string kql_account_events(const Question& question, const Window& window,
                               const std::vector<std::string>& actions) {
  std::string list;
  for (const std::string& action : actions) list += (list.empty() ? "" : ", ") + kql_text(action);
  const std::string account = kql_text(question.account);
  return "CloudAppEvents | where Timestamp between (datetime(" + rfc3339(window.from) +
         ") .. datetime(" + rfc3339(window.to) + ")) | where AccountUpn == " + account +
         " or TargetMailbox == " + account + " | where ActionType in (" + list + ")";
}

}  // namespace backstamp::investigation
