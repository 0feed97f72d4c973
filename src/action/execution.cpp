#include "action/execution.h"

#include <algorithm>
#include <map>
#include <set>

#include "action/at_once.h"
#include "action/event_list.h"
#include "action/group.h"
#include "base/check.h"
#include "base/log.h"
#include "casework/action_table.h"
#include "casework/taken_copy.h"

namespace backstamp::action {
namespace {

using casework::ActionStatus;
using casework::ActionTarget;
using casework::TargetState;

constexpr int rounds_max = 4;               // of following one message from folder to folder
constexpr std::chrono::hours wait_max{24};  // for mailboxes that do not answer

bool is_away(const Error& error) {
  return error.fault == Fault::unavailable || error.fault == Fault::timeout;
}

// The work on one group of targets of one action.
class GroupWork {
 public:
  // `give_up`: mailboxes that do not answer are no longer waited for.
  GroupWork(const Tools& tools, const Type& type, const casework::Action& action, Targets& group,
            bool give_up, const std::stop_token& stop)
      : tools_(tools),
        type_(type),
        action_(action),
        group_(group),
        give_up_(give_up),
        stop_(stop) {}

  Result<void> remove() {
    // Intents that a former run recorded are looked at; those made now are simply carried out.
    TRY(round(/*resumed=*/true));
    TRY(prepare());
    for (int rounds = 0; rounds < rounds_max && !ready(TargetState::intended).empty(); ++rounds) {
      TRY(round(/*resumed=*/false));
    }
    for (const std::size_t i : ready(TargetState::intended)) {
      group_[i].detail = "is moved faster than it can be taken out";
      settle(group_[i], TargetState::failed);
    }
    return commit();
  }

  Result<void> undo(Time decided) {
    const std::vector<std::size_t> resumed = ready(TargetState::undo_intended);
    for (ActionTarget& target : group_) {
      const bool earlier = target.at.value_or(Time()) < decided;
      const bool again = target.state == TargetState::undo_failed && earlier;
      if (target.state != TargetState::done && !again) continue;
      target.state = TargetState::undo_intended;
      change(target);
    }
    TRY(commit());
    const auto is_resumed = [&](std::size_t i) { return std::ranges::binary_search(resumed, i); };
    for (const auto& wave : waves_of(ready(TargetState::undo_intended))) {
      auto taken = in_wave<Result<ActionTarget>>(wave, [&](std::size_t i, const Reach& own) {
        Reach reach = own;
        reach.resumed = is_resumed(i);
        return type_.undo(group_[i], reach);
      });
      for (std::size_t k = 0; k < wave.size(); ++k) settle_undo(wave[k], std::move(taken[k]));
    }
    TRY(commit());
    return stopped();
  }

  // Mailboxes did not answer; the group is to be gone on with later.
  const std::optional<Error>& away() const { return away_; }

 private:
  Result<void> stopped() const {
    if (!stop_.stop_requested()) return {};
    return fail(Fault::cancelled, "stopped amid action " + action_.id.value().short_text());
  }

  // Targets in that state whose mailbox has not failed to answer.
  std::vector<std::size_t> ready(TargetState state) const {
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < group_.size(); ++i) {
      if (group_[i].state == state && !waiting_.contains(i)) indexes.push_back(i);
    }
    return indexes;
  }

  // In each wave a mailbox comes once: what one instance leads to, the next one is to know of.
  std::vector<std::vector<std::size_t>> waves_of(const std::vector<std::size_t>& indexes) const {
    std::map<std::string, std::size_t> turns;
    std::vector<std::vector<std::size_t>> waves;
    for (const std::size_t i : indexes) {
      const std::size_t turn = turns[ascii_lower(group_[i].copy.recipient.view())]++;
      if (turn == waves.size()) waves.emplace_back();
      waves[turn].push_back(i);
    }
    return waves;
  }

  // What `work` gives for each target of a wave; "cancelled" for those not begun before the stop.
  template <class Outcome, class Work>
  std::vector<Outcome> in_wave(const std::vector<std::size_t>& wave, const Work& work) const {
    std::vector<Outcome> outcomes(wave.size(), fail(Fault::cancelled, "stopped"));
    at_once(wave.size(), tools_.mailboxes_at_once, [&](std::size_t k) {
      if (stop_.stop_requested()) return;
      const auto claimed = places_of_others(group_, group_[wave[k]]);
      Reach own{tools_.mailboxes, tools_.letters};
      own.accounts = tools_.accounts;
      own.claimed = claimed;
      own.rules = tools_.rules;
      outcomes[k] = work(wave[k], own);
    });
    return outcomes;
  }

  void change(const ActionTarget& target) { changed_.push_back(target); }

  void settle(ActionTarget& target, TargetState state) {
    target.state = state;
    target.at = tools_.clock.now();
    change(target);
  }

  // True when the target is left as it is, to be tried again.
  bool wait(std::size_t i, const Error& error) {
    if (error.fault == Fault::cancelled) return true;
    if (!is_away(error) || give_up_) return false;
    waiting_.insert(i);
    if (!away_) away_ = error;
    return true;
  }

  Result<void> commit() {
    if (changed_.empty()) return {};
    TRY(tools_.store.transact([&](casework::Session& session) {
      return casework::put_targets(session, action_.id, changed_);
    }));
    changed_.clear();
    return {};
  }

  Result<void> prepare() {
    for (const auto& wave : waves_of(ready(TargetState::planned))) {
      auto found = in_wave<Result<Targets>>(
          wave, [&](std::size_t i, const Reach& own) { return type_.prepare(group_[i], own); });
      for (std::size_t k = 0; k < wave.size(); ++k) TRY(settle_find(wave[k], std::move(found[k])));
    }
    TRY(commit());
    return stopped();
  }

  Result<void> settle_find(std::size_t i, Result<Targets> intents) {
    if (!intents) {
      if (wait(i, intents.error())) return {};
      group_[i].detail = intents.error().what;
      settle(group_[i], TargetState::failed);
    } else if (intents->empty()) {
      TRY(settle_missing(group_[i]));
    } else {
      take(i, std::move(*intents));
    }
    return {};
  }

  void settle_undo(std::size_t i, Result<ActionTarget> outcome) {
    if (outcome) {
      group_[i] = std::move(*outcome);
      return settle(group_[i], group_[i].state);
    }
    if (wait(i, outcome.error())) return;
    group_[i].detail = outcome.error().what;
    settle(group_[i], TargetState::undo_failed);
  }

  // The first takes the target's place, further ones become instances of their own.
  void take(std::size_t i, Targets found) {
    for (std::size_t k = 0; k < found.size(); ++k) {
      found[k].instance = k == 0 ? group_[i].instance : next_instance(group_, group_[i].copy);
      if (found[k].state != TargetState::intended) found[k].at = tools_.clock.now();
      change(found[k]);
      if (k == 0) {
        group_[i] = std::move(found[k]);
      } else {
        group_.push_back(std::move(found[k]));
      }
    }
  }

  Result<void> settle_missing(ActionTarget& target) {
    const auto taker = TRY(
        tools_.store.reading<std::optional<casework::ActionId>>([&](casework::Session& session) {
          return casework::action_that_took(session, target.copy, action_.id);
        }));
    if (taker) target.detail = "taken out by action " + taker->value().short_text();
    settle(target, taker ? TargetState::already : TargetState::not_found);
    return {};
  }

  // Executes what is intended now; what that finds anew is for the next round.
  Result<void> round(bool resumed) {
    for (const auto& wave : waves_of(ready(TargetState::intended))) {
      auto outcomes = in_wave<Result<Targets>>(wave, [&](std::size_t i, const Reach& own) {
        Reach reach = own;
        reach.resumed = resumed;
        return type_.execute(group_[i], reach);
      });
      for (std::size_t k = 0; k < wave.size(); ++k) {
        TRY(settle_effect(wave[k], std::move(outcomes[k])));
      }
    }
    TRY(commit());
    return stopped();
  }

  Result<void> settle_effect(std::size_t i, Result<Targets> outcome) {
    if (!outcome) {
      if (wait(i, outcome.error())) return {};
      group_[i].detail = outcome.error().what;
      settle(group_[i], TargetState::failed);
      return {};
    }
    CHECK(!outcome->empty());
    const bool missing = outcome->front().state == TargetState::not_found;
    take(i, std::move(*outcome));
    if (missing) TRY(settle_missing(group_[i]));
    return {};
  }

  const Tools& tools_;
  const Type& type_;
  const casework::Action& action_;
  Targets& group_;
  const bool give_up_;
  const std::stop_token& stop_;
  Targets changed_;
  std::set<std::size_t> waiting_;  // their mailboxes did not answer
  std::optional<Error> away_;
};

ActionStatus status_of(const std::vector<Targets>& groups) {
  std::size_t done = 0, failed = 0;
  for (const Targets& group : groups) {
    for (const ActionTarget& target : group) {
      done += target.state == TargetState::done;
      failed += target.state == TargetState::failed;
    }
  }
  if (failed > 0) return done > 0 ? ActionStatus::partial : ActionStatus::failed;
  return done > 0 ? ActionStatus::done : ActionStatus::cancelled;
}

bool waited_enough(const Tools& tools, const std::optional<casework::Decision>& decision) {
  return decision && tools.clock.now() - decision->at > wait_max;
}

std::string batch_id(const casework::Action& action, const std::string& phase, std::size_t group) {
  return action.id.value().text() + "-" + phase + "-" + std::to_string(group);
}

Result<std::vector<Targets>> load(const Tools& tools, casework::ActionId id) {
  return groups_of(TRY(tools.store.reading<Targets>(
      [&](casework::Session& session) { return casework::list_targets(session, id); })));
}

// Tells the events of all groups even if one can't be told, so that a retry has less to do.
class Teller {
 public:
  Teller(const Tools& tools, const casework::Action& action, std::string phase)
      : tools_(tools), action_(action), phase_(std::move(phase)) {}

  void tell(std::size_t group, std::span<const PostDeliveryEvents::Event> events) {
    if (events.empty()) return;
    auto told = tools_.events.record(batch_id(action_, phase_, group), action_, events);
    if (!told && result_) result_ = std::move(told);
  }
  Result<void> result() const { return result_; }

 private:
  const Tools& tools_;
  const casework::Action& action_;
  const std::string phase_;
  Result<void> result_;
};

}  // namespace

Result<ActionStatus> carry_out(const Tools& tools, const Type& type, const casework::Action& action,
                               std::stop_token stop) {
  auto groups = TRY(load(tools, action.id));
  Teller teller(tools, action, "remove");
  const bool give_up = waited_enough(tools, action.decision);
  std::optional<Error> away;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    GroupWork work(tools, type, action, groups[i], give_up, stop);
    TRY(work.remove());
    // Events are told once a group, when nothing of it will change any more.
    if (work.away()) {
      away = work.away();
    } else {
      teller.tell(i, removal_events(type, groups[i]));
    }
  }
  TRY_IN("events not recorded", teller.result());
  if (away) return std::unexpected(std::move(*away).in("some mailboxes do not answer"));
  return status_of(groups);
}

Result<ActionStatus> take_back(const Tools& tools, const Type& type, const casework::Action& action,
                               std::stop_token stop) {
  CHECK(action.undo_decision.has_value());
  const Time decided = action.undo_decision->at;
  auto groups = TRY(load(tools, action.id));
  // A second undo of what the first could not put back is a phase of its own.
  Teller teller(tools, action, "undo-" + std::to_string(decided.time_since_epoch().count()));
  const bool give_up = waited_enough(tools, action.undo_decision);
  std::optional<Error> away;
  bool failed = false;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    GroupWork work(tools, type, action, groups[i], give_up, stop);
    TRY(work.undo(decided));
    if (work.away()) {
      away = work.away();
    } else {
      teller.tell(i, undo_events(type, groups[i], decided));
    }
    failed |= std::ranges::any_of(groups[i], [](const ActionTarget& target) {
      return target.state == TargetState::undo_failed;
    });
  }
  TRY_IN("events not recorded", teller.result());
  if (away) return std::unexpected(std::move(*away).in("some mailboxes do not answer"));
  return failed ? ActionStatus::partial : ActionStatus::undone;
}

}  // namespace backstamp::action
