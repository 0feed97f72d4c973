// Findings about an account -> its evidence, with points and the question behind each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "investigation/accounts/account_finding.h"
#include "investigation/analysis.h"

namespace backstamp::investigation {

// What speaks against the account, as its evidence keeps it.
struct AccountReason {
  std::string rule, detail, action, subject;
  int points = 0;
};

// Adds the findings of one analyzer to the evidence about the account: forwarding and delegation to
// its mailbox, all else to its user. What the same analyzer (`step`) found at an earlier run is
// replaced. `threat` names them in the list of threats. Nothing is added without findings.
void add_findings(const Question& question, Answer& answer, std::string_view step,
                  casework::EntityKind kind, const std::string& threat,
                  std::vector<AccountFinding> findings);

// All reasons about the account that the evidence holds, whatever step found them.
std::vector<AccountReason> reasons_about(const std::vector<casework::Evidence>& evidence,
                                         const std::string& account);

// asked and found of an account analyzer, for the log.
void describe(Answer& answer, const std::string& query, const std::vector<AccountFinding>& findings,
              std::size_t rows, bool cut_off);

// KQL: what the account did, and what was done to its mailbox.
std::string kql_account_events(const Question& question, const Window& window,
                               const std::vector<std::string>& actions);

}  // namespace backstamp::investigation
