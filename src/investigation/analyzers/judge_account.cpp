// The account's verdict: the sum of the points of all that was found about it.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "investigation/accounts/account_evidence.h"
#include "investigation/analyzers/list.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

// By rule: each counts once, however often it was met.
struct Sum {
  std::map<std::string, std::pair<int, std::size_t>> rules;  // points, how often
  int points = 0;
};

Sum sum_of(const std::vector<AccountReason>& reasons) {
  Sum sum;
  for (const AccountReason& reason : reasons) {
    auto& [points, times] = sum.rules[reason.rule];
    points = reason.points;
    ++times;
  }
  for (const auto& [rule, told] : sum.rules) sum.points += told.first;
  return sum;
}

std::string arithmetic(const Sum& of, const AccountPolicy& policy) {
  std::string sum;
  const int points = of.points;
  for (const auto& [rule, told] : of.rules) {
    if (told.first == 0) continue;
    sum += (sum.empty() ? "" : " + ") + rule + " " + std::to_string(told.first) +
           (told.second > 1 ? " (met " + std::to_string(told.second) + " times)" : "");
  }
  return (sum.empty() ? "nothing" : sum) + " = " + std::to_string(points) + "; suspicious from " +
         std::to_string(policy.suspicious_points) + ", malicious from " +
         std::to_string(policy.malicious_points);
}

// That of the user, or a new one; its own reasons stay as they are.
casework::Evidence user_evidence(const Question& question) {
  const casework::Entity entity{casework::EntityKind::user, Text::lossy(question.account)};
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.entity == entity) return evidence;
  }
  casework::Evidence evidence;
  evidence.entity = entity;
  evidence.reasons = "[]";
  return evidence;
}

}  // namespace

Result<Answer> judge_account(const Question& question) {
  const auto reasons = reasons_about(question.evidence, question.account);
  const Sum added = sum_of(reasons);
  const int points = added.points;
  const auto recommended = std::ranges::count_if(
      reasons, [](const AccountReason& reason) { return !reason.action.empty(); });
  const AccountPolicy& policy = question.account_policy;
  const std::string verdict = points >= policy.malicious_points    ? "Malicious"
                              : points >= policy.suspicious_points ? "Suspicious"
                                                                   : "NoThreatsFound";
  const std::string sum = arithmetic(added, policy);
  casework::Evidence evidence = user_evidence(question);
  evidence.verdict = verdict;
  std::erase(evidence.threat_types, "CompromisedAccount");
  if (verdict == "Malicious") evidence.threat_types.push_back("CompromisedAccount");
  Json list = Json::parse(evidence.reasons, nullptr, false);
  if (!list.is_array()) list = Json::array();
  Json kept = Json::array();
  for (const Json& reason : list) {
    if (reason.value("rule", "") != "account_verdict") kept.push_back(reason);
  }
  kept.push_back(
      {{"rule", "account_verdict"}, {"detail", sum}, {"entity", question.account}, {"points", 0}});
  evidence.reasons = kept.dump(-1, ' ', false, Json::error_handler_t::replace);
  Answer answer;
  answer.findings.evidence.push_back(std::move(evidence));
  answer.variables["__verdict__"] = {.type = "string", .value = verdict};
  answer.asked = Json{{"account", question.account}, {"reasons", reasons.size()}}.dump();
  answer.found = Json{
      {"verdict", verdict},
      {"points", points},
      {"arithmetic", sum},
      {"can_be_taken_back",
       recommended}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
