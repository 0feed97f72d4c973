// When an account counts as taken over: content/policies/accounts.json.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::investigation {

struct SignInPolicy {
  double speed_kmh_max = 0, distance_km_min = 0;
  std::size_t history_sign_ins_min = 0;  // with fewer, nothing is called new
  std::chrono::days history_min{0};
  std::size_t spray_accounts_min = 0, failures_min = 0;
  std::chrono::minutes spray{0}, failures{0};
  std::vector<std::string> no_failures;  // reasons that ask the user for more instead of refusing
};

struct DownloadPolicy {
  double items_min = 0, factor = 0;
  std::chrono::minutes within{0};
};

struct SendingPolicy {
  double messages_min = 0, factor = 0, recipients_min = 0, new_recipients_share = 0;
  double odd_hours_share = 0, odd_hours_messages_min = 0, bounces_min = 0;
};

struct AccountPolicy {
  std::chrono::days look_back{0}, look_ahead{0}, history{0};
  std::size_t rows_max = 0;  // of one question to the hunting store
  int suspicious_points = 0, malicious_points = 0;
  SignInPolicy sign_in;
  DownloadPolicy download;
  SendingPolicy sending;
  std::size_t dlp_messages_max = 0, dlp_values_min = 0;
  std::vector<std::string> quiet_folders;  // where people don't look; lower case
  std::vector<std::string> rule_words;     // lower case
  std::map<std::string, int, std::less<>> points;

  int points_of(std::string_view rule) const;  // 0 for a rule without points
};

// Error: invalid, with the place in the file.
Result<AccountPolicy> parse_account_policy(std::string_view json);
const AccountPolicy& built_in_account_policy();

}  // namespace backstamp::investigation
