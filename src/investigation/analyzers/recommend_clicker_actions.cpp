// For each person who reached the bad link: sessions ended and a new password, for approval.
#include <nlohmann/json.hpp>

#include "action/account_change.h"
#include "action/catalogue.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t clickers_max = 100;  // more wait for a decision of another kind

Result<Recommendation> recommendation_of(const Question& question, const char* change,
                                         const Text& account) {
  const action::Type* type = TRY(action::find_type(change));
  Recommendation recommendation;
  recommendation.targets = {action::account_target(account, "")};
  casework::Action draft;
  draft.investigation = question.investigation.id;
  draft.reason = "followed " + question.investigation.root.value.cut(300).str();
  draft.target_kind = "account";
  draft.target_query = "UrlClickEvents | where AccountUpn == " + kql_text(account.view());
  draft.created = question.now;
  draft.expires = question.now + question.policy.pending;
  draft.deduplication_key = std::string(change) + "/" + account.str();
  recommendation.action = type->plan(std::move(draft), recommendation.targets);
  return recommendation;
}

bool reached(const casework::Evidence& evidence) {
  return evidence.entity.kind == casework::EntityKind::user && evidence.verdict == "Suspicious" &&
         std::ranges::find(evidence.threat_types, "ClickedMaliciousUrl") !=
             evidence.threat_types.end();
}

}  // namespace

Result<Answer> recommend_clicker_actions(const Question& question) {
  Answer answer;
  std::size_t clickers = 0;
  for (const casework::Evidence& evidence : question.evidence) {
    if (!reached(evidence) || ++clickers > clickers_max) continue;
    for (const char* change : {"sessions_revoked", "password_reset"}) {
      answer.findings.recommendations.push_back(
          TRY(recommendation_of(question, change, evidence.entity.value)));
    }
  }
  if (clickers > clickers_max)
    answer.why = "changes are recommended for the first " + std::to_string(clickers_max) + " of " +
                 std::to_string(clickers) + " people";
  answer.asked = nlohmann::ordered_json{{"clickers", clickers}}.dump();
  answer.found =
      nlohmann::ordered_json{{"recommended", answer.findings.recommendations.size()}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
