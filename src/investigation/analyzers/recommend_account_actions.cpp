// What takes the account back: each rule and delegate that was found in force, and the account as a
// whole when it is bad. Each is an action of its own and waits for approval.
#include <nlohmann/json.hpp>
#include <set>

#include "action/account_change.h"
#include "action/catalogue.h"
#include "investigation/accounts/account_evidence.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

struct Wanted {
  std::string action, subject, reason;
};

std::string verdict_of_account(const Question& question) {
  for (const casework::Evidence& evidence : question.evidence) {
    if (evidence.entity.kind == casework::EntityKind::user &&
        evidence.entity.value.view() == question.account)
      return evidence.verdict;
  }
  return "Unknown";
}

bool any_rule(const std::vector<AccountReason>& reasons, const std::set<std::string>& rules) {
  return std::ranges::any_of(
      reasons, [&](const AccountReason& reason) { return rules.contains(reason.rule); });
}

std::vector<Wanted> wanted_actions(const std::vector<AccountReason>& reasons,
                                   const std::string& verdict) {
  std::vector<Wanted> wanted;
  std::set<std::pair<std::string, std::string>> told;
  for (const AccountReason& reason : reasons) {
    if (reason.action.empty() || !told.emplace(reason.action, reason.subject).second) continue;
    wanted.push_back({reason.action, reason.subject, reason.detail});
  }
  const std::string why = "the account is " + verdict + " by what was found";
  wanted.push_back({"sessions_revoked", "", why});
  wanted.push_back({"password_reset", "", why});
  if (verdict == "Malicious") wanted.push_back({"account_disabled", "", why});
  if (any_rule(reasons, {"sends_more", "new_recipients", "bounces", "sent_malicious"}))
    wanted.push_back({"sending_held", "", "it sends what its owner does not"});
  return wanted;
}

Result<Recommendation> recommendation_of(const Question& question, const Wanted& wanted) {
  const action::Type* type = TRY(action::find_type(wanted.action));
  Recommendation recommendation;
  recommendation.targets = {action::account_target(Text::lossy(question.account), wanted.subject)};
  casework::Action draft;
  draft.investigation = question.investigation.id;
  draft.reason = wanted.reason;
  draft.target_kind = "account";
  draft.target_query = "CloudAppEvents | where AccountUpn == " + kql_text(question.account) +
                       " or TargetMailbox == " + kql_text(question.account);
  draft.created = question.now;
  draft.expires = question.now + question.policy.pending;
  draft.deduplication_key = wanted.action + "/" + question.account + "/" + wanted.subject;
  recommendation.action = type->plan(std::move(draft), recommendation.targets);
  return recommendation;
}

}  // namespace

Result<Answer> recommend_account_actions(const Question& question) {
  Answer answer;
  const std::string verdict = verdict_of_account(question);
  const auto reasons = reasons_about(question.evidence, question.account);
  answer.asked = nlohmann::ordered_json{{"account", question.account}, {"verdict", verdict}}.dump();
  if (verdict == "Malicious" || verdict == "Suspicious") {
    for (const Wanted& wanted : wanted_actions(reasons, verdict))
      answer.findings.recommendations.push_back(TRY(recommendation_of(question, wanted)));
  }
  answer.found =
      nlohmann::ordered_json{{"recommended", answer.findings.recommendations.size()}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
