// How much mail and how many files the account fetched within an hour.
#include "investigation/accounts/mass_download.h"

#include "investigation/accounts/account_evidence.h"
#include "investigation/analyzers/list.h"

namespace backstamp::investigation {

Result<Answer> mass_download(const Question& question) {
  Answer answer;
  if (question.account.empty()) return answer;
  const Window window = question.account_history();
  const auto events = TRY(question.accounts.events(question.account, download_actions(), window));
  auto findings = download_findings(events.rows, question.account_window().from,
                                    question.account_policy.download);
  const std::string query = kql_account_events(question, window, download_actions());
  for (AccountFinding& finding : findings) finding.query = query;
  describe(answer, query, findings, events.rows.size(), events.cut_off);
  add_findings(question, answer, "mass-download", casework::EntityKind::user, "MassDownload",
               std::move(findings));
  return answer;
}

}  // namespace backstamp::investigation
