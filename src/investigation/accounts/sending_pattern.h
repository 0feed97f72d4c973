// An account's sending held against its own past. Pure.
#pragma once

#include <span>
#include <vector>

#include "base/text.h"
#include "investigation/accounts/account_finding.h"
#include "investigation/accounts/account_hunt.h"
#include "investigation/accounts/account_policy.h"

namespace backstamp::investigation {

struct SendingView {
  std::span<const SentMessage> sent;  // by time, earlier ones too
  std::span<const Time> bounces;      // of the time from `from` on
  Time from;                          // what is earlier is its past
};

// Volume of a day, share of recipients never written to, hours, bounces.
std::vector<AccountFinding> sending_findings(const SendingView& view, const SendingPolicy& policy);

}  // namespace backstamp::investigation
