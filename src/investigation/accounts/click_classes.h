// Which clicks a person made. Pure: each click gets a class and the reason for it.
#pragma once

#include <chrono>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "investigation/accounts/account_hunt.h"

namespace backstamp::investigation {

struct ClickPolicy {
  std::chrono::seconds after_delivery{0}, links_within{0}, accounts_within{0};
  std::size_t links_at_once = 0, accounts_at_once = 0;
  std::vector<std::string> scanners, previews;  // parts of user agents, lower case
};

// content/policies/clicks.json. Error: invalid, with the place.
Result<ClickPolicy> parse_click_policy(std::string_view json);
const ClickPolicy& built_in_click_policy();

enum class ClickClass { person, scanner, preview };
std::string_view name_of(ClickClass click_class);

struct ClassedClick {
  Click click;
  ClickClass made_by = ClickClass::person;
  std::string why;  // one sentence
  // The link was reached: neither blocked nor stopped by a warning.
  bool reached = false;
};

// `clicks` by time. `delivered`: when the copy of a message came to an account, by message and
// account; what is not known does not count.
std::vector<ClassedClick> classed(
    std::span<const Click> clicks,
    const std::map<std::pair<std::string, std::string>, Time>& delivered,
    const ClickPolicy& policy);

}  // namespace backstamp::investigation
