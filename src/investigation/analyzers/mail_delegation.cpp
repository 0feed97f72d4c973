// Who else was let into the mailbox, or may send in its name; and whom the account let into others.
#include "investigation/accounts/account_evidence.h"
#include "investigation/accounts/delegation.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {

Result<Answer> mail_delegation(const Question& question) {
  Answer answer;
  if (question.account.empty()) return answer;
  const Window all{Time(), question.account_window().to};
  const auto events = TRY(question.accounts.events(question.account, delegation_actions(), all));
  auto findings = delegation_findings(events.rows);
  for (AccountFinding& finding : findings) {
    finding.query = "CloudAppEvents | where ReportId == " + kql_text(finding.report_id);
  }
  describe(answer, kql_account_events(question, all, delegation_actions()), findings,
           events.rows.size(), events.cut_off);
  add_findings(question, answer, "mail-delegation", casework::EntityKind::mailbox,
               "MailDelegationFound", std::move(findings));
  return answer;
}

}  // namespace backstamp::investigation
