#include "action/execution.h"

#include <algorithm>

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

constexpr int rounds_max = 4;  // of following one message from folder to folder

// The work on one group of targets of one action.
class GroupWork {
 public:
  GroupWork(const Tools& tools, const Type& type, const casework::Action& action, Targets& group,
            const std::stop_token& stop)
      : tools_(tools), type_(type), action_(action), group_(group), stop_(stop) {}

  Result<void> remove() {
    // Intents that a former run recorded are looked at; those made now are simply carried out.
    TRY(round(/*resumed=*/true));
    TRY(prepare());
    for (int rounds = 0; rounds < rounds_max && has(TargetState::intended); ++rounds) {
      TRY(round(/*resumed=*/false));
    }
    for (ActionTarget& target : group_) {
      if (target.state != TargetState::intended) continue;
      target.detail = "is moved faster than it can be taken out";
      settle(target, TargetState::failed);
    }
    return commit();
  }

  Result<void> undo(Time decided) {
    for (ActionTarget& target : group_) {
      const bool earlier = target.at.value_or(Time()) < decided;
      const bool again = target.state == TargetState::undo_failed && earlier;
      if (target.state != TargetState::done && !again) continue;
      target.state = TargetState::undo_intended;
      change(target);
    }
    TRY(commit());
    for (ActionTarget& target : group_) {
      if (target.state != TargetState::undo_intended) continue;
      if (stop_.stop_requested()) break;
      target = type_.undo(target, reach());
      settle(target, target.state);
    }
    TRY(commit());
    return stopped();
  }

 private:
  Reach reach() const {
    Reach reach{tools_.mailboxes, tools_.letters};
    reach.accounts = tools_.accounts;
    return reach;
  }

  bool has(TargetState state) const {
    return std::ranges::any_of(group_, [&](const auto& target) { return target.state == state; });
  }

  Result<void> stopped() const {
    if (!stop_.stop_requested()) return {};
    return fail(Fault::cancelled, "stopped amid action " + action_.id.value().short_text());
  }

  void change(const ActionTarget& target) { changed_.push_back(target); }

  void settle(ActionTarget& target, TargetState state) {
    target.state = state;
    target.at = tools_.clock.now();
    change(target);
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
    // By index: instances found on the way are added at the end.
    for (std::size_t i = 0; i < group_.size(); ++i) {
      if (group_[i].state != TargetState::planned) continue;
      TRY(stopped());
      TRY(prepare_one(i));
    }
    return commit();
  }

  Result<void> prepare_one(std::size_t i) {
    const auto claimed = places_of_others(group_, group_[i]);
    Reach own = reach();
    own.claimed = claimed;
    auto intents = type_.prepare(group_[i], own);
    if (!intents) {
      group_[i].detail = intents.error().what;
      settle(group_[i], TargetState::failed);
    } else if (intents->empty()) {
      TRY(settle_missing(group_[i]));
    } else {
      take(i, std::move(*intents));
    }
    return {};
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
    const std::size_t count = group_.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (group_[i].state != TargetState::intended) continue;
      if (stop_.stop_requested()) break;
      const auto claimed = places_of_others(group_, group_[i]);
      Reach own = reach();
      own.resumed = resumed;
      own.claimed = claimed;
      auto outcome = type_.execute(group_[i], own);
      CHECK(!outcome.empty());
      const bool missing = outcome.front().state == TargetState::not_found;
      take(i, std::move(outcome));
      if (missing) TRY(settle_missing(group_[i]));
    }
    TRY(commit());
    return stopped();
  }

  const Tools& tools_;
  const Type& type_;
  const casework::Action& action_;
  Targets& group_;
  const std::stop_token& stop_;
  Targets changed_;
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
  for (std::size_t i = 0; i < groups.size(); ++i) {
    TRY(GroupWork(tools, type, action, groups[i], stop).remove());
    teller.tell(i, removal_events(type, groups[i]));
  }
  TRY_IN("events not recorded", teller.result());
  return status_of(groups);
}

Result<ActionStatus> take_back(const Tools& tools, const Type& type, const casework::Action& action,
                               std::stop_token stop) {
  CHECK(action.undo_decision.has_value());
  const Time decided = action.undo_decision->at;
  auto groups = TRY(load(tools, action.id));
  // A second undo of what the first could not put back is a phase of its own.
  Teller teller(tools, action, "undo-" + std::to_string(decided.time_since_epoch().count()));
  bool failed = false;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    TRY(GroupWork(tools, type, action, groups[i], stop).undo(decided));
    teller.tell(i, undo_events(type, groups[i], decided));
    failed |= std::ranges::any_of(groups[i], [](const ActionTarget& target) {
      return target.state == TargetState::undo_failed;
    });
  }
  TRY_IN("events not recorded", teller.result());
  return failed ? ActionStatus::partial : ActionStatus::undone;
}

}  // namespace backstamp::action
