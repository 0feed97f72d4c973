// Sign-ins of the account, held against its own past and against what its addresses did elsewhere.
#include <set>

#include "investigation/accounts/account_evidence.h"
#include "investigation/accounts/sign_in_anomalies.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

std::string kql_sign_ins(const Question& question, const Window& window) {
  return "IdentityLogonEvents | where Timestamp between (datetime(" + rfc3339(window.from) +
         ") .. datetime(" + rfc3339(window.to) +
         ")) | where AccountUpn == " + kql_text(question.account);
}

}  // namespace

Result<Answer> user_activity(const Question& question) {
  Answer answer;
  if (question.account.empty()) return answer;
  const Window window = question.account_history();
  const auto own = TRY(question.accounts.sign_ins(question.account, window));
  std::set<std::string> addresses;
  for (const SignIn& one : own.rows) {
    if (one.succeeded && !one.ip.empty()) addresses.insert(one.ip);
  }
  Found<SignIn> failures;
  if (!addresses.empty()) {
    failures = TRY(question.accounts.failures_from({addresses.begin(), addresses.end()}, window));
  }
  auto findings = sign_in_findings(
      {.own = own.rows, .failures = failures.rows, .from = question.account_window().from},
      country_distance(), question.account_policy.sign_in);
  const std::string query = kql_sign_ins(question, window);
  for (AccountFinding& finding : findings) finding.query = query;
  describe(answer, query, findings, own.rows.size(), own.cut_off || failures.cut_off);
  add_findings(question, answer, "user-activity", casework::EntityKind::user, "RiskySignIn",
               std::move(findings));
  return answer;
}

}  // namespace backstamp::investigation
