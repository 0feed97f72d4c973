// A letter that is read again, as if it came today: by the detectors and the engines there are now.
#pragma once

#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "rejudging/run.h"
#include "rejudging/touched_mail.h"

namespace backstamp::rejudging {

struct Examined {
  std::vector<verdict::Reason> own_reasons;  // of detectors and engines; not weighed
  bool read = false;  // false: the letter is nowhere, kept reasons were weighed by today's rules
  std::set<std::string> unheard;  // engines that were asked and did not answer
};

// Looks for the letter where copies lay, then among those that actions took out. What an engine
// that is not heard said before stands. Never fails: what cannot be read is told in the result.
Examined examine(const TouchedMessage& message, const Tools& tools);

}  // namespace backstamp::rejudging
