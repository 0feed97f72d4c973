// What mail is judged by, against what it was judged by: a difference begins a job that reads
// letters again.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "casework/rejudging_table.h"
#include "casework/store.h"
#include "verdict/engines/panel.h"

namespace backstamp::rejudging {

// Mail of so long before a new version of an engine is asked about again; our own rules and YARA's
// look at the whole retention, which takes no more than reading it.
inline constexpr std::chrono::days engine_window{7};

// A sum of content/rules: detectors, their points, word lists.
std::string sum_of_rules();

// Begins what follows from the rules and from the engines' present versions. A store that has no
// state yet takes all of them as those that its mail was judged by. Doing it again changes nothing.
// Errors of the store.
Result<void> begin_for_changes(casework::Store& store,
                               const std::vector<verdict::EngineHealth>& engines, Time now);

// Begins to ask the engines about what was taken over since they were asked last, before `until`.
// The first time it only notes the time.
Result<void> begin_for_arrivals(casework::Store& store, Time until);
Result<std::optional<Time>> engines_asked_until(const casework::Store& store);

// An engine was not heard for mail of `since` and later: when it is back, it is asked again.
Result<void> ask_again_later(casework::Session& session, const std::string& engine, Time since);

}  // namespace backstamp::rejudging
