#include "investigation/accounts/sending_pattern.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace backstamp::investigation {
namespace {

using Day = std::chrono::sys_days;
using Findings = std::vector<AccountFinding>;

Day day_of(Time at) { return std::chrono::floor<std::chrono::days>(at); }

std::size_t hour_of(Time at) {
  return static_cast<std::size_t>(
      std::chrono::duration_cast<std::chrono::hours>(at - day_of(at)).count());
}

std::string percent(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

struct Past {
  std::map<Day, double> messages;
  std::set<std::string> recipients;
  std::array<bool, 24> hours{};  // in which it ever sent, and their neighbours

  double usual() const {
    double all = 0;
    for (const auto& [day, count] : messages) all += count;
    return messages.empty() ? 0 : all / static_cast<double>(messages.size());
  }
};

struct SentDay {
  double messages = 0, odd = 0;
  std::set<std::string> recipients, fresh;
  const SentMessage* first = nullptr;
};

Past past_of(const SendingView& view) {
  Past past;
  for (const SentMessage& one : view.sent) {
    if (one.at >= view.from) continue;
    ++past.messages[day_of(one.at)];
    past.recipients.insert(one.recipients.begin(), one.recipients.end());
    for (const std::size_t shift : {23U, 24U, 25U})
      past.hours[(hour_of(one.at) + shift) % 24] = true;
  }
  return past;
}

std::map<Day, SentDay> days_of(const SendingView& view, const Past& past) {
  std::map<Day, SentDay> days;
  for (const SentMessage& one : view.sent) {
    if (one.at < view.from) continue;
    SentDay& day = days[day_of(one.at)];
    if (day.first == nullptr) day.first = &one;
    ++day.messages;
    day.odd += past.hours[hour_of(one.at)] ? 0 : 1;
    for (const std::string& recipient : one.recipients) {
      day.recipients.insert(recipient);
      if (!past.recipients.contains(recipient)) day.fresh.insert(recipient);
    }
  }
  return days;
}

// The day for which `measure` is largest.
template <class Measure>
const SentDay* worst_day(const std::map<Day, SentDay>& days, Measure measure) {
  const SentDay* worst = nullptr;
  for (const auto& [date, day] : days) {
    if (worst == nullptr || measure(day) > measure(*worst)) worst = &day;
  }
  return worst;
}

AccountFinding finding_of(const SentDay& day, std::string rule, std::string detail) {
  return {.rule = std::move(rule),
          .detail = rfc3339(day.first->at).substr(0, 10) + ": " + detail,
          .at = day.first->at};
}

void by_volume(const std::map<Day, SentDay>& days, const Past& past, const SendingPolicy& policy,
               Findings& found) {
  const SentDay* day = worst_day(days, [](const SentDay& one) { return one.messages; });
  if (day == nullptr || day->messages < policy.messages_min) return;
  const double usual = past.usual();
  if (day->messages <= policy.factor * usual) return;
  found.push_back(finding_of(*day, "sends_more",
                             std::to_string(std::lround(day->messages)) +
                                 " messages sent; a usual day of it has " +
                                 std::to_string(std::lround(usual))));
}

void by_recipients(const std::map<Day, SentDay>& days, const Past& past,
                   const SendingPolicy& policy, Findings& found) {
  if (past.recipients.empty()) return;
  const SentDay* day = worst_day(days, [](const SentDay& one) { return one.fresh.size(); });
  if (day == nullptr || static_cast<double>(day->fresh.size()) < policy.recipients_min) return;
  const double share =
      static_cast<double>(day->fresh.size()) / static_cast<double>(day->recipients.size());
  if (share < policy.new_recipients_share) return;
  found.push_back(finding_of(*day, "new_recipients",
                             std::to_string(day->fresh.size()) + " of " +
                                 std::to_string(day->recipients.size()) + " recipients (" +
                                 percent(share) + ") never had mail from it before"));
}

void by_hours(const std::map<Day, SentDay>& days, const Past& past, const SendingPolicy& policy,
              Findings& found) {
  if (past.messages.empty()) return;
  const SentDay* day = worst_day(days, [](const SentDay& one) { return one.odd; });
  if (day == nullptr || day->odd < policy.odd_hours_messages_min) return;
  if (day->odd < policy.odd_hours_share * day->messages) return;
  found.push_back(finding_of(*day, "odd_hours",
                             std::to_string(std::lround(day->odd)) + " of " +
                                 std::to_string(std::lround(day->messages)) +
                                 " messages at hours in which it never sends"));
}

void by_bounces(const SendingView& view, const SendingPolicy& policy, Findings& found) {
  std::map<Day, std::size_t> days;
  for (const Time at : view.bounces) ++days[day_of(at)];
  const auto worst =
      std::ranges::max_element(days, {}, [](const auto& entry) { return entry.second; });
  if (worst == days.end() || static_cast<double>(worst->second) < policy.bounces_min) return;
  found.push_back({.rule = "bounces",
                   .detail = rfc3339(Time(worst->first)).substr(0, 10) + ": " +
                             std::to_string(worst->second) + " messages came back as undeliverable",
                   .at = Time(worst->first)});
}

}  // namespace

std::vector<AccountFinding> sending_findings(const SendingView& view, const SendingPolicy& policy) {
  const Past past = past_of(view);
  const auto days = days_of(view, past);
  Findings found;
  by_volume(days, past, policy, found);
  by_recipients(days, past, policy, found);
  by_hours(days, past, policy, found);
  by_bounces(view, policy, found);
  std::ranges::stable_sort(found, {}, &AccountFinding::at);
  return found;
}

}  // namespace backstamp::investigation
