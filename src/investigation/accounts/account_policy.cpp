#include "investigation/accounts/account_policy.h"

#include "base/check.h"
#include "base/content.h"
#include "investigation/policy_reader.h"

namespace backstamp::investigation {
namespace {

template <class Unit>
Unit time_at(PolicyFile& file, std::string_view pointer) {
  return Unit(static_cast<long>(file.number(pointer)));
}

std::size_t count_at(PolicyFile& file, std::string_view pointer) {
  return static_cast<std::size_t>(std::max(0.0, file.number(pointer)));
}

SignInPolicy sign_in(PolicyFile& file) {
  SignInPolicy policy;
  policy.speed_kmh_max = file.number("/sign_in/speed_kmh_max");
  policy.distance_km_min = file.number("/sign_in/distance_km_min");
  policy.history_sign_ins_min = count_at(file, "/sign_in/history_sign_ins_min");
  policy.history_min = time_at<std::chrono::days>(file, "/sign_in/history_days_min");
  policy.spray_accounts_min = count_at(file, "/sign_in/spray_accounts_min");
  policy.spray = time_at<std::chrono::minutes>(file, "/sign_in/spray_minutes");
  policy.failures_min = count_at(file, "/sign_in/failures_min");
  policy.failures = time_at<std::chrono::minutes>(file, "/sign_in/failures_minutes");
  policy.no_failures = file.texts("/sign_in/no_failures");
  return policy;
}

SendingPolicy sending(PolicyFile& file) {
  SendingPolicy policy;
  policy.messages_min = file.number("/sending/messages_min");
  policy.factor = file.number("/sending/factor");
  policy.recipients_min = file.number("/sending/recipients_min");
  policy.new_recipients_share = file.number("/sending/new_recipients_share");
  policy.odd_hours_share = file.number("/sending/odd_hours_share");
  policy.odd_hours_messages_min = file.number("/sending/odd_hours_messages_min");
  policy.bounces_min = file.number("/sending/bounces_min");
  return policy;
}

}  // namespace

int AccountPolicy::points_of(std::string_view rule) const {
  const auto found = points.find(rule);
  return found == points.end() ? 0 : found->second;
}

Result<AccountPolicy> parse_account_policy(std::string_view json) {
  PolicyFile file = TRY(PolicyFile::read(json));
  AccountPolicy policy;
  policy.look_back = time_at<std::chrono::days>(file, "/look_back_days");
  policy.look_ahead = time_at<std::chrono::days>(file, "/look_ahead_days");
  policy.history = time_at<std::chrono::days>(file, "/history_days");
  policy.rows_max = count_at(file, "/rows_max");
  policy.suspicious_points = static_cast<int>(file.number("/suspicious_points"));
  policy.malicious_points = static_cast<int>(file.number("/malicious_points"));
  policy.sign_in = sign_in(file);
  policy.download = {.items_min = file.number("/download/items_min"),
                     .factor = file.number("/download/factor"),
                     .within = time_at<std::chrono::minutes>(file, "/download/minutes")};
  policy.sending = sending(file);
  policy.dlp_messages_max = count_at(file, "/dlp/messages_max");
  policy.dlp_values_min = count_at(file, "/dlp/values_min");
  policy.quiet_folders = file.texts("/quiet_folders");
  policy.rule_words = file.texts("/rule_words");
  for (const auto& [rule, points] : file.numbers("/points"))
    policy.points[rule] = static_cast<int>(points);
  TRY(file.done());
  return policy;
}

const AccountPolicy& built_in_account_policy() {
  static const AccountPolicy policy = [] {
    const auto bytes = content_file("policies/accounts.json");
    CHECK(bytes.has_value());
    auto parsed = parse_account_policy(*bytes);
    CHECK(parsed.has_value());
    return std::move(*parsed);
  }();
  return policy;
}

}  // namespace backstamp::investigation
