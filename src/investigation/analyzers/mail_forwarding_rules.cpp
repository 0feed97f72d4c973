// Where the mailbox's mail goes without its owner. Rules last: all that the store knows is read.
#include "investigation/accounts/account_evidence.h"
#include "investigation/accounts/forwarding.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {

Result<Answer> mail_forwarding_rules(const Question& question) {
  Answer answer;
  if (question.account.empty()) return answer;
  const Window all{Time(), question.account_window().to};
  const auto events = TRY(question.accounts.events(question.account, forwarding_actions(), all));
  const std::string query = kql_account_events(question, all, forwarding_actions());
  auto findings = forwarding_findings(events.rows, question.account, question.own_domains,
                                      question.account_policy);
  for (AccountFinding& finding : findings) {
    finding.query = "CloudAppEvents | where ReportId == " + kql_text(finding.report_id);
  }
  describe(answer, query, findings, events.rows.size(), events.cut_off);
  add_findings(question, answer, "mail-forwarding-rules", casework::EntityKind::mailbox,
               "MailForwardingRuleFound", std::move(findings));
  return answer;
}

}  // namespace backstamp::investigation
