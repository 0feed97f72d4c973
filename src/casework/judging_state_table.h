// By what mail is judged: the sum of our rules, the version of each engine, how far the engines
// were asked about arrivals. What differs from it now begins a re-judging.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "casework/store.h"

namespace backstamp::casework {

struct JudgingState {
  std::string name;   // "rules", "engine ClamAV", "arrivals"
  std::string value;  // a sum or a version; empty: an engine that was not heard
  Time at;            // from when on it holds
  bool operator==(const JudgingState&) const = default;
};

Result<void> put_judging_state(Session& session, const JudgingState& state);  // insert or replace
Result<std::optional<JudgingState>> find_judging_state(Session& session, std::string_view name);
// Whether one has no value: an engine that is to be asked again.
Result<bool> is_a_judging_state_empty(Session& session);

}  // namespace backstamp::casework
