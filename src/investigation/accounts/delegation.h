// Who else may read a mailbox or send in its name. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "investigation/accounts/account_finding.h"
#include "investigation/accounts/account_hunt.h"

namespace backstamp::investigation {

// The actions that delegation_findings() reads.
const std::vector<std::string>& delegation_actions();

// `events` by time: of the account's mailbox, or done by the account. What the mail system does to
// its own mailboxes is no delegation.
std::vector<AccountFinding> delegation_findings(std::span<const AccountEvent> events);

}  // namespace backstamp::investigation
