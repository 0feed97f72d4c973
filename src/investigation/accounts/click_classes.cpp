#include "investigation/accounts/click_classes.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"
#include "investigation/policy_reader.h"

namespace backstamp::investigation {
namespace {

using Seconds = std::chrono::seconds;

bool any_part(const std::string& agent, const std::vector<std::string>& parts) {
  const std::string lower = ascii_lower(agent);
  return std::ranges::any_of(
      parts, [&](const std::string& part) { return lower.find(part) != std::string::npos; });
}

std::string seconds_text(Duration time) {
  return std::to_string(std::chrono::duration_cast<Seconds>(time).count()) + " s";
}

// How many different values the clicks around this one have.
template <class Same, class Value>
std::size_t around(std::span<const Click> clicks, std::size_t at, Seconds within, Same same,
                   Value value) {
  std::set<std::string> values;
  const auto look = [&](std::size_t i) {
    if (same(clicks[i])) values.insert(value(clicks[i]));
  };
  for (std::size_t i = at + 1; i-- > 0 && clicks[at].at - clicks[i].at <= within;) look(i);
  for (std::size_t i = at + 1; i < clicks.size() && clicks[i].at - clicks[at].at <= within; ++i)
    look(i);
  return values.size();
}

}  // namespace

Result<ClickPolicy> parse_click_policy(std::string_view json) {
  PolicyFile file = TRY(PolicyFile::read(json));
  const auto seconds = [&](std::string_view pointer) {
    return Seconds(static_cast<long>(file.number(pointer)));
  };
  const auto count = [&](std::string_view pointer) {
    return static_cast<std::size_t>(std::max(0.0, file.number(pointer)));
  };
  ClickPolicy policy{.after_delivery = seconds("/after_delivery_seconds"),
                     .links_within = seconds("/links_seconds"),
                     .accounts_within = seconds("/accounts_seconds"),
                     .links_at_once = count("/links_at_once"),
                     .accounts_at_once = count("/accounts_at_once"),
                     .scanners = file.texts("/scanners"),
                     .previews = file.texts("/previews")};
  TRY(file.done());
  return policy;
}

const ClickPolicy& built_in_click_policy() {
  static const ClickPolicy policy = [] {
    const auto bytes = content_file("policies/clicks.json");
    CHECK(bytes.has_value());
    auto parsed = parse_click_policy(*bytes);
    CHECK(parsed.has_value());
    return std::move(*parsed);
  }();
  return policy;
}

std::string_view name_of(ClickClass click_class) {
  if (click_class == ClickClass::scanner) return "scanner";
  return click_class == ClickClass::preview ? "preview" : "person";
}

std::vector<ClassedClick> classed(
    std::span<const Click> clicks,
    const std::map<std::pair<std::string, std::string>, Time>& delivered,
    const ClickPolicy& policy) {
  std::vector<ClassedClick> all;
  for (std::size_t i = 0; i < clicks.size(); ++i) {
    const Click& click = clicks[i];
    ClassedClick one{.click = click, .made_by = ClickClass::person, .why = {}, .reached = false};
    one.reached = click.clicked_through || click.action == "ClickAllowed";
    const auto programs = [&](ClickClass made_by, std::string why) {
      if (!one.why.empty()) return;
      one.made_by = made_by;
      one.why = std::move(why);
    };
    const std::string agent = Text::lossy(click.agent).cut(100).str();
    if (any_part(click.agent, policy.previews))
      programs(ClickClass::preview, "its program makes previews: " + agent);
    if (any_part(click.agent, policy.scanners))
      programs(ClickClass::scanner, "its program scans links: " + agent);
    const auto arrival = delivered.find({click.message, click.account});
    if (arrival != delivered.end() && click.at >= arrival->second &&
        click.at - arrival->second <= policy.after_delivery) {
      programs(ClickClass::scanner, "it came " + seconds_text(click.at - arrival->second) +
                                        " after the message was delivered");
    }
    const std::size_t links = around(
        clicks, i, policy.links_within,
        [&](const Click& other) {
          return !click.message.empty() && other.message == click.message &&
                 other.account == click.account;
        },
        [](const Click& other) { return other.url; });
    if (links >= policy.links_at_once) {
      programs(ClickClass::scanner, std::to_string(links) + " links of one message within " +
                                        seconds_text(policy.links_within));
    }
    const std::size_t accounts = around(
        clicks, i, policy.accounts_within,
        [&](const Click& other) { return !click.ip.empty() && other.ip == click.ip; },
        [](const Click& other) { return other.account; });
    if (accounts >= policy.accounts_at_once) {
      programs(ClickClass::scanner, "one address clicked for " + std::to_string(accounts) +
                                        " accounts within " + seconds_text(policy.accounts_within));
    }
    if (one.why.empty()) one.why = "nothing speaks for a program";
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace backstamp::investigation
