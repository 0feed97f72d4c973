// Where a mailbox's mail goes without its owner: rules, forwarding, transport rules; and rules that
// keep mail from its owner's eyes. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "investigation/accounts/account_finding.h"
#include "investigation/accounts/account_hunt.h"
#include "investigation/accounts/account_policy.h"

namespace backstamp::investigation {

// The actions that forwarding_findings() reads.
const std::vector<std::string>& forwarding_actions();

// `events` by time, of one account; what was set and taken back later is found, and not in force.
// `own_domains` in lower case.
std::vector<AccountFinding> forwarding_findings(std::span<const AccountEvent> events,
                                                const std::string& account,
                                                std::span<const Text> own_domains,
                                                const AccountPolicy& policy);

}  // namespace backstamp::investigation
