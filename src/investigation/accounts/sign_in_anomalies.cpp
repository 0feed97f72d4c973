#include "investigation/accounts/sign_in_anomalies.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"

namespace backstamp::investigation {
namespace {

using Findings = std::vector<AccountFinding>;
using Hours = std::chrono::duration<double, std::ratio<3600>>;

AccountFinding finding_of(const SignIn& sign_in, std::string rule, std::string detail) {
  return {.rule = std::move(rule),
          .detail = Text::lossy(detail).cut(1'000).str(),
          .at = sign_in.at,
          .report_id = sign_in.report_id};
}

std::vector<const SignIn*> successes(std::span<const SignIn> all) {
  std::vector<const SignIn*> found;
  for (const SignIn& one : all) {
    if (one.succeeded) found.push_back(&one);
  }
  return found;
}

bool refused(const SignIn& one, const SignInPolicy& policy) {
  return !one.succeeded &&
         std::ranges::find(policy.no_failures, one.failure) == policy.no_failures.end();
}

// Each pair of countries once, at its fastest.
void travel(const SignInView& view, const CountryDistance& distance, const SignInPolicy& policy,
            Findings& found) {
  std::map<std::string, std::pair<double, AccountFinding>> by_pair;
  const SignIn* before = nullptr;
  for (const SignIn* one : successes(view.own)) {
    if (one->country.empty()) continue;
    const SignIn* last = before;
    before = one;
    if (last == nullptr || last->country == one->country || one->at < view.from) continue;
    const double km = distance.km(last->country, one->country);
    const double hours = std::max(Hours(one->at - last->at).count(), 1.0 / 60);
    const double speed = km / hours;
    if (km < policy.distance_km_min || speed <= policy.speed_kmh_max) continue;
    const std::string pair =
        std::min(last->country, one->country) + std::max(last->country, one->country);
    auto& known = by_pair[pair];
    if (known.first >= speed) continue;
    known = {speed, finding_of(*one, "impossible_travel",
                               "signed in from " + last->country + " (" + last->ip + ") at " +
                                   rfc3339(last->at) + " and from " + one->country + " (" +
                                   one->ip + ") at " + rfc3339(one->at) + ": at least " +
                                   std::to_string(std::lround(km)) + " km in " +
                                   std::to_string(std::lround(hours * 60)) + " minutes")};
  }
  for (auto& [pair, known] : by_pair) found.push_back(std::move(known.second));
}

void what_is_new(const SignInView& view, const SignInPolicy& policy, Findings& found) {
  std::set<std::string> countries, clients;
  std::size_t past = 0;
  Time first = Time::max();
  for (const SignIn* one : successes(view.own)) {
    const std::string client = client_of(one->agent, one->os);
    if (one->at < view.from) {
      ++past;
      first = std::min(first, one->at);
      countries.insert(one->country);
      clients.insert(client);
      continue;
    }
    if (past < policy.history_sign_ins_min || view.from - first < policy.history_min) return;
    if (!one->country.empty() && countries.insert(one->country).second) {
      found.push_back(finding_of(*one, "new_country",
                                 "signed in from " + one->country + " (" + one->ip +
                                     "), where it never signed in from before"));
    }
    if (!client.empty() && clients.insert(client).second) {
      found.push_back(finding_of(*one, "new_client",
                                 "signed in with " + client + ", which it never used before"));
    }
  }
}

struct Spray {
  Time first;
  std::size_t accounts = 0;
};

// The most accounts that one address tried in vain within the policy's time.
Spray spray_of(const std::vector<const SignIn*>& failures, std::chrono::minutes within) {
  Spray most{.first = Time::max(), .accounts = 0};
  std::map<std::string, std::size_t> inside;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < failures.size(); ++end) {
    ++inside[failures[end]->account];
    while (failures[end]->at - failures[begin]->at > within) {
      if (--inside[failures[begin]->account] == 0) inside.erase(failures[begin]->account);
      ++begin;
    }
    if (inside.size() > most.accounts)
      most = {.first = failures[begin]->at, .accounts = inside.size()};
  }
  return most;
}

void sprayed(const SignInView& view, const SignInPolicy& policy, Findings& found) {
  std::map<std::string, std::vector<const SignIn*>> by_ip;
  for (const SignIn& one : view.failures) {
    if (refused(one, policy)) by_ip[one.ip].push_back(&one);
  }
  for (const auto& [ip, failures] : by_ip) {
    const Spray spray = spray_of(failures, policy.spray);
    if (spray.accounts < policy.spray_accounts_min) continue;
    for (const SignIn* one : successes(view.own)) {
      if (one->ip != ip || one->at < view.from) continue;
      // Before or after: whoever sprays from an address where he is signed in is the same.
      found.push_back(finding_of(*one, "spray_succeeded",
                                 "signed in from " + ip + ", which tried " +
                                     std::to_string(spray.accounts) + " accounts in vain within " +
                                     std::to_string(policy.spray.count()) + " minutes from " +
                                     rfc3339(spray.first)));
      break;
    }
  }
}

void guessed(const SignInView& view, const SignInPolicy& policy, Findings& found) {
  std::vector<const SignIn*> failures;
  std::set<std::string> told;
  for (const SignIn& one : view.own) {
    if (refused(one, policy)) failures.push_back(&one);
    if (!one.succeeded || one.at < view.from || told.contains(one.ip)) continue;
    const auto count = std::ranges::count_if(failures, [&](const SignIn* failure) {
      return failure->ip == one.ip && one.at - failure->at <= policy.failures;
    });
    if (static_cast<std::size_t>(count) < policy.failures_min) continue;
    told.insert(one.ip);
    found.push_back(finding_of(one, "password_guessed",
                               "signed in from " + one.ip + " after " + std::to_string(count) +
                                   " refused tries from there within " +
                                   std::to_string(policy.failures.count()) + " minutes"));
  }
}

}  // namespace

std::string client_of(const std::string& user_agent, const std::string& os) {
  // The first that fits: browsers name those they descend from behind themselves.
  constexpr std::pair<std::string_view, std::string_view> programs[] = {
      {"edg", "Edge"},
      {"opr/", "Opera"},
      {"firefox", "Firefox"},
      {"chrome", "Chrome"},
      {"safari", "Safari"},
      {"outlook", "Outlook"},
      {"winrm", "WinRM"},
      {"thunderbird", "Thunderbird"},
      {"python", "Python"},
      {"curl", "curl"},
      {"axios", "axios"},
      {"go-http-client", "Go"},
      {"powershell", "PowerShell"}};
  constexpr std::pair<std::string_view, std::string_view> systems[] = {
      {"windows", "Windows"}, {"iphone", "iOS"}, {"ipad", "iOS"},
      {"android", "Android"}, {"mac", "macOS"},  {"linux", "Linux"}};
  const auto named = [](const std::string& text, const auto& names) -> std::string {
    const std::string lower = ascii_lower(text);
    for (const auto& [mark, name] : names) {
      if (lower.find(mark) != std::string::npos) return std::string(name);
    }
    return {};
  };
  std::string program = named(user_agent, programs);
  if (program.empty() && !user_agent.empty())
    program = Text::lossy(user_agent.substr(0, user_agent.find_first_of("/ "))).cut(60).str();
  std::string system = named(os, systems);
  if (system.empty()) system = named(user_agent, systems);
  if (program.empty()) return {};
  return system.empty() ? program : program + " on " + system;
}

std::vector<AccountFinding> sign_in_findings(const SignInView& view,
                                             const CountryDistance& distance,
                                             const SignInPolicy& policy) {
  Findings found;
  travel(view, distance, policy, found);
  what_is_new(view, policy, found);
  sprayed(view, policy, found);
  guessed(view, policy, found);
  std::ranges::stable_sort(found, {}, &AccountFinding::at);
  return found;
}

}  // namespace backstamp::investigation
