#include "rejudging/judging_states.h"

#include <algorithm>

#include "base/content.h"
#include "base/hash.h"
#include "casework/judging_state_table.h"
#include "rejudging/rejudger.h"

namespace backstamp::rejudging {
namespace {

using casework::JudgingState;
using casework::Rejudging;
using casework::Session;
using verdict::EngineHealth;

constexpr const char* rules_state = "rules";
constexpr const char* arrivals_state = "arrivals";

std::string state_of(const std::string& engine) { return "engine " + engine; }

Result<void> begin(Session& session, const char* kind, const char* cause, std::optional<Time> since,
                   Time until) {
  Rejudging job = job_for(kind, {}, cause, "system", until);
  job.since = since;
  job.until = until;
  return put_rejudging(session, job);
}

Result<bool> is_new(Session& session, const JudgingState& present) {
  const auto known = TRY(find_judging_state(session, present.name));
  return !known || known->value != present.value;
}

// From when on mail was not seen by this engine as it is now.
Result<Time> unseen_since(Session& session, const std::string& engine, Time now) {
  const auto known = TRY(find_judging_state(session, state_of(engine)));
  const bool was_away = known && known->value.empty();
  return was_away ? known->at : now - engine_window;
}

}  // namespace

std::string sum_of_rules() {
  static const std::string sum = [] {
    Sha256Stream digest;
    for (const std::string_view path : content_files("rules/")) {
      digest.add(path);
      digest.add(content_file(path).value_or(""));
    }
    return hex(digest.finish()).substr(0, 16);
  }();
  return sum;
}

Result<void> begin_for_changes(casework::Store& store, const std::vector<EngineHealth>& engines,
                               Time now) {
  return store.transact([&](Session& session) -> Result<void> {
    const JudgingState rules{rules_state, sum_of_rules(), now};
    const bool first_look = !TRY(find_judging_state(session, rules_state));
    bool other_rules = TRY(is_new(session, rules));
    TRY(put_judging_state(session, rules));
    std::optional<Time> since;
    for (const EngineHealth& engine : engines) {
      const JudgingState present{state_of(engine.engine), engine.detail, now};
      if (engine.state != verdict::EngineState::up || !TRY(is_new(session, present))) continue;
      if (engine.engine == "YARA") {
        other_rules = true;
      } else {
        const Time unseen = TRY(unseen_since(session, engine.engine, now));
        since = since ? std::min(*since, unseen) : unseen;
      }
      TRY(put_judging_state(session, present));
    }
    if (first_look) return {};
    if (other_rules) return begin(session, "rules", "changed", std::nullopt, now);
    if (since) return begin(session, "engines", "changed", since, now);
    return {};
  });
}

Result<std::optional<Time>> engines_asked_until(const casework::Store& store) {
  const auto state = TRY(store.reading<std::optional<JudgingState>>(
      [](Session& session) { return find_judging_state(session, arrivals_state); }));
  return state ? std::optional(state->at) : std::nullopt;
}

Result<void> begin_for_arrivals(casework::Store& store, Time until) {
  return store.transact([&](Session& session) -> Result<void> {
    const auto known = TRY(find_judging_state(session, arrivals_state));
    TRY(put_judging_state(session, {arrivals_state, "asked", until}));
    if (!known) return {};
    TRY(drop_quiet_arrivals(session));
    return begin(session, "engines", "arrived", known->at, until);
  });
}

Result<void> ask_again_later(Session& session, const std::string& engine, Time since) {
  const std::string name = state_of(engine);
  const auto known = TRY(find_judging_state(session, name));
  if (known && known->value.empty() && known->at <= since) return {};
  return put_judging_state(session, {name, "", since});
}

}  // namespace backstamp::rejudging
