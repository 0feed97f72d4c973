// More mail or files fetched within an hour than the account ever did. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "investigation/accounts/account_finding.h"
#include "investigation/accounts/account_hunt.h"
#include "investigation/accounts/account_policy.h"

namespace backstamp::investigation {

const std::vector<std::string>& download_actions();

// `events` by time; those before `from` are its past. At most one finding: the worst span.
std::vector<AccountFinding> download_findings(std::span<const AccountEvent> events, Time from,
                                              const DownloadPolicy& policy);

}  // namespace backstamp::investigation
