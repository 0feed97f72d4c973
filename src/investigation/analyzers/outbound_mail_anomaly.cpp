// The account's sending held against its own past.
#include "investigation/accounts/account_evidence.h"
#include "investigation/accounts/sending_pattern.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {

Result<Answer> outbound_mail_anomaly(const Question& question) {
  Answer answer;
  if (question.account.empty()) return answer;
  const Window window = question.account_history();
  const auto sent = TRY(question.accounts.sent(question.account, window));
  const auto bounces = TRY(question.accounts.bounces(question.account, question.account_window()));
  auto findings = sending_findings(
      {.sent = sent.rows, .bounces = bounces, .from = question.account_window().from},
      question.account_policy.sending);
  const std::string query =
      kql_mail_query(window, "SenderFromAddress == " + kql_text(question.account) +
                                 " and EmailDirection in (\"Outbound\", \"Intra-org\")");
  for (AccountFinding& finding : findings) finding.query = query;
  describe(answer, query, findings, sent.rows.size(), sent.cut_off);
  add_findings(question, answer, "outbound-mail-anomaly", casework::EntityKind::user,
               "OutboundMailAnomaly", std::move(findings));
  return answer;
}

}  // namespace backstamp::investigation
