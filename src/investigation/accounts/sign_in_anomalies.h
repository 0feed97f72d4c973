// Sign-ins that their owner can hardly have made. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "investigation/accounts/account_finding.h"
#include "investigation/accounts/account_hunt.h"
#include "investigation/accounts/account_policy.h"
#include "investigation/accounts/country_distance.h"

namespace backstamp::investigation {

struct SignInView {
  std::span<const SignIn> own;       // of the account, by time, earlier ones too
  std::span<const SignIn> failures;  // of all accounts, from the addresses it signed in from
  Time from;                         // what is earlier is its past
};

// Impossible travel, a new country, a new client, a password sprayed or guessed. What is new is
// told only where the past is long enough to say so.
std::vector<AccountFinding> sign_in_findings(const SignInView& view,
                                             const CountryDistance& distance,
                                             const SignInPolicy& policy);

// The program and system of a user agent without versions: "Chrome on Windows".
std::string client_of(const std::string& user_agent, const std::string& os);

}  // namespace backstamp::investigation
