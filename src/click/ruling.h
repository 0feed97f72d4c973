// What a click leads to: pure, from the link, the organisation's entries now, and its policy.
#pragma once

#include <set>
#include <string>

#include "base/time.h"
#include "click/link.h"
#include "verdict/indicators.h"

namespace backstamp::click {

enum class Ruling { redirect, warn, block };

struct ClickPolicy {
  std::set<std::string> block = {"Malicious"};  // judgements
  std::set<std::string> warn = {"Suspicious"};
  bool may_go_on = true;  // past a warning
};

struct Ruled {
  Ruling ruling = Ruling::redirect;
  verdict::Judgement judgement = verdict::Judgement::unknown;
  Text entry;  // the value of the entry that decided; empty: the message's judgement did
};

// An entry about the target counts more than what the message was on arrival; an allow entry leads
// to the target whatever the message was.
Ruled rule(const Link& link, const verdict::Indicators& entries, const ClickPolicy& policy,
           Time now);

}  // namespace backstamp::click
