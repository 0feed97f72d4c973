#include "casework/action_table.h"

#include <gmock/gmock.h>

#include "casework/case_samples.h"
#include "casework/each_database.h"

namespace backstamp::casework {
namespace {

using enum ActionStatus;
using testing::ElementsAre;
using testing::HasSubstr;

class ActionTableTest : public EachDatabase {
 protected:
  ActionId add(const Action& action, std::span<const ActionTarget> targets = {}) {
    return write<ActionId>([&](Session& s) { return add_action(s, action, targets); });
  }
  Action stored(ActionId id) {
    return read<std::optional<Action>>([&](Session& s) { return find_action(s, id); }).value();
  }
  std::vector<ActionTarget> targets(ActionId id) {
    return read<std::vector<ActionTarget>>([&](Session& s) { return list_targets(s, id); });
  }
  ActionId add_with(ActionStatus status) {
    Action action = sample_action({});
    action.status = status;
    return add(action);
  }
  static Decision decision(const char* verdict = "approved", int seconds = 10) {
    return {"ben@example.org", sample_time(seconds), "looks right", verdict};
  }
};
ON_EACH_DATABASE(ActionTableTest);

TEST_P(ActionTableTest, ActionsComeBackAsTheyWere) {
  Action bare = sample_action({});
  Action decided = sample_action(InvestigationId(Uuid::random()), 5, "key");
  decided.reversible = false;
  decided.copies = 5'000'000'000;
  decided.decision = decision();
  decided.undo_decision = decision("rejected", 20);
  for (const Action& action : {bare, decided}) {
    EXPECT_EQ(add(action), action.id);
    EXPECT_EQ(stored(action.id), action);
  }
}

TEST_P(ActionTableTest, RecommendingTwiceIsOnce) {
  const InvestigationId one{Uuid::random()}, two{Uuid::random()};
  const std::vector<ActionTarget> first = {sample_target(1)}, second = {sample_target(2)};
  const ActionId stands = add(sample_action(one, 0, "delete"), first);
  EXPECT_EQ(add(sample_action(one, 1, "delete"), second), stands);
  EXPECT_THAT(targets(stands), ElementsAre(first[0]));
  EXPECT_NE(add(sample_action(one, 1, "quarantine")), stands);
  EXPECT_NE(add(sample_action(two, 1, "delete")), stands);
  EXPECT_NE(add(sample_action(one, 2, "")), add(sample_action(one, 3, "")));
}

TEST_P(ActionTableTest, ActionsAreListed) {
  const InvestigationId id{Uuid::random()};
  std::vector<ActionId> ids;
  for (const ActionStatus status : {pending, approved, executing, done, undoing, pending}) {
    Action action = sample_action(id, static_cast<int>(ids.size()));
    action.status = status;
    ids.push_back(add(action));
  }
  const auto list = [&](ActionFilter filter, std::optional<Time> before) {
    std::vector<ActionId> listed;
    for (const Action& action : read<std::vector<Action>>(
             [&](Session& s) { return list_actions(s, filter, 10, before); })) {
      listed.push_back(action.id);
    }
    return listed;
  };
  EXPECT_THAT(list(ActionFilter::all, {}),
              ElementsAre(ids[5], ids[4], ids[3], ids[2], ids[1], ids[0]));
  EXPECT_THAT(list(ActionFilter::pending, {}), ElementsAre(ids[5], ids[0]));
  EXPECT_THAT(list(ActionFilter::history, sample_time(3)), ElementsAre(ids[2], ids[1]));
  EXPECT_THAT(read<std::vector<ActionId>>(open_actions), ElementsAre(ids[1], ids[2], ids[4]));
  EXPECT_EQ(read<std::vector<Action>>([&](Session& s) { return actions_of(s, id); }).size(), 6u);
  EXPECT_EQ(read<ActionId>(
                [&](Session& s) { return resolve_action(s, ids[3].value().text().substr(0, 12)); }),
            ids[3]);
}

TEST_P(ActionTableTest, MovingComparesTheStatus) {
  const ActionId id = add_with(approved);
  write([&](Session& s) { return move_action(s, id, approved, executing); });
  EXPECT_EQ(stored(id).status, executing);
  const Error error = refused([&](Session& s) { return move_action(s, id, approved, executing); });
  EXPECT_EQ(error.fault, Fault::conflict);
  EXPECT_THAT(error.what, HasSubstr("is Executing, not Approved"));
  const ActionId unknown{Uuid::random()};
  EXPECT_EQ(refused([&](Session& s) { return move_action(s, unknown, done, undoing); }).fault,
            Fault::not_found);
}

TEST_P(ActionTableTest, OnlyAPendingActionIsDecided) {
  for (const ActionStatus status : {approved, executing, done, partial, failed, rejected, expired,
                                    cancelled, undoing, undone}) {
    const ActionId id = add_with(status);
    const Error error = refused([&](Session& s) { return decide_action(s, id, decision()); });
    EXPECT_EQ(error.fault, Fault::conflict);
    EXPECT_THAT(error.what, HasSubstr("is " + std::string(name_of(status))));
    EXPECT_EQ(stored(id).decision, std::nullopt);
  }
  for (const auto& [verdict, status] : {std::pair{"approved", approved}, {"rejected", rejected}}) {
    const ActionId id = add_with(pending);
    write([&](Session& s) { return decide_action(s, id, decision(verdict)); });
    EXPECT_EQ(stored(id).status, status);
    EXPECT_EQ(stored(id).decision, decision(verdict));
    const Error again = refused([&](Session& s) { return decide_action(s, id, decision()); });
    EXPECT_THAT(again.what, HasSubstr("decided by ben@example.org"));
  }
  const ActionId id = add_with(pending);
  EXPECT_EQ(refused([&](Session& s) { return decide_action(s, id, decision("maybe")); }).fault,
            Fault::invalid);
}

TEST_P(ActionTableTest, AnExpiredActionIsNotDecided) {
  Action action = sample_action({});
  action.expires = sample_time(100);
  Action lasting = sample_action({});
  lasting.expires = Time();
  add(action);
  add(lasting);
  const Error late =
      refused([&](Session& s) { return decide_action(s, action.id, decision("approved", 100)); });
  EXPECT_EQ(late.fault, Fault::conflict);
  EXPECT_THAT(late.what, HasSubstr("expired at 2026-11-24T00:01:40.000Z"));
  const auto expire = [&](int seconds) {
    return write<std::vector<ActionId>>(
        [&](Session& s) { return expire_actions(s, sample_time(seconds)); });
  };
  EXPECT_THAT(expire(99), ElementsAre());
  EXPECT_THAT(expire(100), ElementsAre(action.id));
  EXPECT_EQ(stored(action.id).status, expired);
  write([&](Session& s) { return decide_action(s, lasting.id, decision("approved", 999'999)); });
}

TEST_P(ActionTableTest, OnlyWhatWasDoneIsUndone) {
  for (const ActionStatus status :
       {pending, approved, executing, failed, rejected, expired, cancelled, undoing, undone}) {
    const ActionId id = add_with(status);
    EXPECT_EQ(refused([&](Session& s) { return decide_undo(s, id, decision()); }).fault,
              Fault::conflict);
  }
  for (const ActionStatus status : {done, partial}) {
    const ActionId id = add_with(status);
    write([&](Session& s) { return decide_undo(s, id, decision()); });
    EXPECT_EQ(stored(id).status, undoing);
    EXPECT_EQ(stored(id).undo_decision, decision());
  }
  Action final = sample_action({});
  final.status = done;
  final.reversible = false;
  add(final);
  EXPECT_THAT(refused([&](Session& s) { return decide_undo(s, final.id, decision()); }).what,
              HasSubstr("cannot be undone"));
}

TEST_P(ActionTableTest, OneOfTwoDecisionsWins) {
  const ActionId id = add_with(pending);
  std::atomic<int> won = 0, lost = 0;
  const auto decide = [&](const char* verdict) {
    const auto done =
        store_->transact([&](Session& s) { return decide_action(s, id, decision(verdict)); });
    if (done) {
      ++won;
    } else if (done.error().fault == Fault::conflict) {
      ++lost;
    }
  };
  {
    std::jthread yes([&] { decide("approved"); });
    std::jthread no([&] { decide("rejected"); });
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 1);
}

TEST_P(ActionTableTest, TargetsAreReplacedByCopyAndInstance) {
  const ActionId id = add(sample_action({}));
  std::vector<ActionTarget> all;
  for (int i = 0; i < 321; ++i) all.push_back(sample_target(i));
  all.push_back(sample_target(7));
  all.back().instance = 1;
  ActionTarget longest = sample_target(8);
  longest.copy.recipient = Text::trusted(std::string(9000, 'r'));
  all.push_back(longest);
  write([&](Session& s) { return put_targets(s, id, all); });
  EXPECT_EQ(targets(id).size(), 323u);

  ActionTarget changed = longest;
  changed.state = TargetState::intended;
  changed.place = R"({"folder":"INBOX"})";
  changed.name = "1795.\xff";
  changed.detail = "found in Archive";
  changed.at = sample_time(4);
  ActionTarget later = changed;
  later.state = TargetState::done;
  write([&](Session& s) { return put_target(s, id, changed); });
  EXPECT_THAT(targets(id), testing::Contains(changed));
  write([&](Session& s) { return put_targets(s, id, std::vector{changed, later}); });
  EXPECT_THAT(targets(id), testing::Contains(later));
  EXPECT_EQ(targets(id).size(), 323u);
}

TEST_P(ActionTableTest, OutcomesAreCounted) {
  using enum TargetState;
  std::vector<ActionTarget> all;
  for (const TargetState state : {planned, intended, done, done, TargetState::failed, already,
                                  not_found, undo_intended, TargetState::undone, undo_failed}) {
    all.push_back(sample_target(static_cast<int>(all.size())));
    all.back().state = state;
  }
  const ActionId id = add(sample_action({}), all);
  const auto counts = read<OutcomeCounts>([&](Session& s) { return count_outcomes(s, id); });
  EXPECT_EQ(counts,
            (OutcomeCounts{
                .done = 2, .failed = 2, .already = 1, .not_found = 1, .undone = 1, .open = 3}));
}

}  // namespace
}  // namespace backstamp::casework
