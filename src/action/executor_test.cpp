#include "action/executor.h"

#include <gtest/gtest.h>

#include "action/group.h"
#include "action/organisation_on_disk.h"
#include "casework/audit_table.h"

namespace backstamp::action {
namespace {

using casework::ActionId;
using casework::ActionStatus;
using casework::ActionTarget;
using casework::TargetState;

const casework::Decision analyst{.by = "ann", .at = {}, .comment = "seen", .verdict = ""};

Deadline soon() { return deadline_in(std::chrono::seconds(60)); }

std::map<TargetState, int> states_of(const std::vector<ActionTarget>& targets) {
  std::map<TargetState, int> counts;
  for (const ActionTarget& target : targets) ++counts[target.state];
  return counts;
}

// Maildirs whose owners act just before a message is taken out.
class BusyMailboxes final : public platform::Mailboxes {
 public:
  explicit BusyMailboxes(const platform::Mailboxes& real) : real_(real) {}
  bool has(const Text& address) const override { return real_.has(address); }
  Result<std::vector<platform::Place>> find(const Text& address,
                                            const message::NetworkMessageId& message,
                                            const platform::Hint& hint) const override {
    return real_.find(address, message, hint);
  }
  Result<Bytes> read(const platform::Place& place) const override { return real_.read(place); }
  Result<void> remove(const platform::Place& place) const override {
    if (before_remove) std::exchange(before_remove, nullptr)(place);
    return real_.remove(place);
  }
  Result<platform::Place> restore(const platform::Place& place,
                                  std::string_view bytes) const override {
    return real_.restore(place, bytes);
  }
  Result<bool> present(const platform::Place& place) const override { return real_.present(place); }

  mutable std::function<void(const platform::Place&)> before_remove;

 private:
  const platform::Mailboxes& real_;
};

class ExecutorTest : public testing::Test {
 protected:
  std::vector<ActionTarget> deliver(int copies, int users) {
    std::vector<ActionTarget> targets;
    for (int i = 0; i < copies; ++i) targets.push_back(organisation_.deliver(i, i % users));
    return targets;
  }

  ActionStatus approve(Executor& executor, ActionId id) {
    EXPECT_TRUE(executor.approve(id, analyst));
    EXPECT_TRUE(executor.wait(id, soon()));
    return action_in(*store_, id).status;
  }

  ActionStatus undo(Executor& executor, ActionId id) {
    const auto decided = executor.undo(id, analyst);
    EXPECT_TRUE(decided) << decided.error().what;
    EXPECT_TRUE(executor.wait(id, soon()));
    return action_in(*store_, id).status;
  }

  std::filesystem::path maildir(int user) const {
    return organisation_.mail.maildir(OrganisationOnDisk::name_of(user));
  }

  OrganisationOnDisk organisation_{7};
  std::unique_ptr<casework::Store> store_ = organisation_.open_store();
};

TEST(Groups, StayTheSameWhateverInstancesAreFound) {
  Targets targets;
  for (int i = 0; i < 250; ++i) {
    ActionTarget target;
    target.copy = {Uuid::of_hash(std::to_string(i)), address_of(i)};
    targets.push_back(target);
  }
  const auto before = groups_of(targets);
  ASSERT_EQ(before.size(), 3u);
  ActionTarget second = targets[7];
  second.instance = next_instance(targets, second.copy);
  EXPECT_EQ(second.instance, 1);
  targets.insert(targets.begin(), second);
  const auto after = groups_of(targets);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].front().copy, before[i].front().copy);
    EXPECT_EQ(after[i].back().copy, before[i].back().copy);
  }
}

TEST(Catalogue, NamesWhatItKnows) {
  const auto type = find_type("purge");
  ASSERT_FALSE(type);
  EXPECT_EQ(type.error().fault, Fault::not_found);
  EXPECT_NE(type.error().what.find("soft_delete_messages, quarantine_messages"), std::string::npos);
}

TEST(Catalogue, PlansTheBlastRadius) {
  std::vector<ActionTarget> targets(3);
  targets[0].copy.recipient = Text::trusted("a@example.test");
  targets[1].copy.recipient = Text::trusted("A@example.test");
  targets[2].copy.recipient = Text::trusted("b@example.test");
  for (const Type& type : types()) {
    const casework::Action action = type.plan({}, targets);
    const bool moves_mail = !type.post_delivery_action.empty();
    if (moves_mail) {
      EXPECT_EQ(action.copies, 3) << type.id;
    }
    EXPECT_EQ(action.mailboxes, 2);
    EXPECT_EQ(action.users, 2);
    EXPECT_EQ(action.type, type.id);
    EXPECT_FALSE(action.title.empty());
    EXPECT_EQ(action.inverse.empty(), !action.reversible) << type.id;
  }
}

TEST_F(ExecutorTest, TakesOutAndPutsBackExactly) {
  const struct {
    const char *type, *action, *after;
  } table[] = {{"soft_delete_messages", "Soft delete", "Deleted items"},
               {"quarantine_messages", "Moved to quarantine", "Quarantine"}};
  organisation_.deliver(1'000, 0);  // somebody else's business
  const auto empty = organisation_.mail.state();
  const auto targets = deliver(130, 7);
  const auto before = organisation_.mail.state();
  std::size_t told = 0;
  for (const auto& row : table) {
    std::vector<ActionStatus> settled;
    const auto executor = organisation_.start(
        *store_, [&](const casework::Action& action) { settled.push_back(action.status); });
    const ActionId id = organisation_.recommend(*store_, targets, row.type);
    EXPECT_EQ(approve(*executor, id), ActionStatus::done);
    EXPECT_EQ(organisation_.mail.state(), empty);
    EXPECT_EQ(states_of(targets_in(*store_, id))[TargetState::done], 130);
    ASSERT_EQ(organisation_.events.seen().size(), told + 130);
    const auto event = organisation_.events.seen().at(told);
    EXPECT_EQ(event.action, row.action);
    EXPECT_EQ(event.location, row.after);
    EXPECT_EQ(event.source_location, "Inbox/folder");
    EXPECT_EQ(event.result, "Success");
    EXPECT_EQ(undo(*executor, id), ActionStatus::undone);
    EXPECT_EQ(organisation_.mail.state(), before);
    EXPECT_EQ(organisation_.events.seen().back().action, "Moved back");
    EXPECT_EQ(organisation_.events.seen().back().location, "Inbox/folder");
    told += 260;
    EXPECT_EQ(settled.back(), ActionStatus::undone);
    EXPECT_EQ(executor->undo(id, analyst).error().fault, Fault::conflict);
  }
}

TEST_F(ExecutorTest, DecidesOnce) {
  const auto executor = organisation_.start(*store_);
  const ActionId id = organisation_.recommend(*store_, deliver(3, 3));
  EXPECT_EQ(executor->undo(id, analyst).error().fault, Fault::conflict);
  EXPECT_EQ(executor->wait(id, deadline_in(Duration(1))).error().fault, Fault::timeout);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  EXPECT_EQ(executor->approve(id, analyst).error().fault, Fault::conflict);
  EXPECT_EQ(executor->reject(id, analyst).error().fault, Fault::conflict);
  const ActionId nobody(Uuid::random());
  EXPECT_EQ(executor->approve(nobody, analyst).error().fault, Fault::not_found);
  EXPECT_EQ(executor->wait(nobody, soon()).error().fault, Fault::not_found);
}

TEST_F(ExecutorTest, ARejectedActionTouchesNothing) {
  const auto targets = deliver(3, 3);
  const auto before = organisation_.mail.state();
  std::vector<ActionStatus> settled;
  auto executor = organisation_.start(
      *store_, [&](const casework::Action& action) { settled.push_back(action.status); });
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_TRUE(executor->reject(id, analyst));
  EXPECT_TRUE(executor->wait(id, soon()));
  EXPECT_EQ(action_in(*store_, id).decision->verdict, "rejected");
  EXPECT_EQ(executor->approve(id, analyst).error().fault, Fault::conflict);
  executor.reset();
  // Told once more where the thread began only after the decision: ends are told again at a start.
  ASSERT_FALSE(settled.empty());
  for (const ActionStatus status : settled) EXPECT_EQ(status, ActionStatus::rejected);
  EXPECT_EQ(organisation_.mail.state(), before);
}

TEST_F(ExecutorTest, WhatNobodyDecidesExpires) {
  const auto targets = deliver(3, 3);
  const auto before = organisation_.mail.state();
  const ActionId id = organisation_.recommend(*store_, targets);
  organisation_.clock.advance(std::chrono::hours(25));
  const auto executor = organisation_.start(*store_);
  EXPECT_TRUE(executor->wait(id, soon()));
  EXPECT_EQ(action_in(*store_, id).status, ActionStatus::expired);
  EXPECT_EQ(executor->approve(id, analyst).error().fault, Fault::conflict);
  EXPECT_EQ(organisation_.mail.state(), before);
}

TEST_F(ExecutorTest, DecisionsAndEndsAreInTheAuditChain) {
  const auto executor = organisation_.start(*store_);
  const ActionId id = organisation_.recommend(*store_, deliver(3, 3));
  approve(*executor, id);
  undo(*executor, id);
  const auto entries = store_->reading<std::vector<casework::AuditEntry>>(
      [](casework::Session& session) { return casework::list_audit(session, 10, 0); });
  std::vector<std::string> what;
  for (const auto& entry : *entries) what.push_back(entry.actor + ": " + entry.what);
  EXPECT_EQ(what, (std::vector<std::string>{"system: action undone", "ann: action undo approved",
                                            "system: action done", "ann: action approved"}));
  EXPECT_NE(entries->back().detail.find("\"comment\":\"seen\""), std::string::npos);
}

TEST_F(ExecutorTest, OneBadMailboxFailsAlone) {
  auto targets = deliver(6, 6);
  ActionTarget stranger = targets[0];
  stranger.copy.recipient = Text::trusted("stranger@example.test");
  targets.push_back(stranger);
  const auto before = organisation_.mail.state();
  std::filesystem::remove_all(maildir(5));
  std::filesystem::create_directory_symlink(maildir(4), maildir(5));
  const auto executor = organisation_.start(*store_);
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::partial);
  auto counts = states_of(targets_in(*store_, id));
  EXPECT_EQ(counts[TargetState::done], 5);
  EXPECT_EQ(counts[TargetState::failed], 2);
  for (const ActionTarget& target : targets_in(*store_, id)) {
    EXPECT_EQ(target.detail.empty(), target.state == TargetState::done) << target.detail;
  }
  EXPECT_EQ(undo(*executor, id), ActionStatus::undone);
  EXPECT_EQ(states_of(targets_in(*store_, id))[TargetState::undone], 5);
}

TEST_F(ExecutorTest, WhatIsTakenAlreadyIsSaidSo) {
  const auto targets = deliver(4, 4);
  const auto executor = organisation_.start(*store_);
  const ActionId first = organisation_.recommend(*store_, targets);
  const ActionId second = organisation_.recommend(*store_, targets);
  const ActionId third = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, first), ActionStatus::done);
  EXPECT_EQ(approve(*executor, second), ActionStatus::cancelled);
  EXPECT_EQ(states_of(targets_in(*store_, second))[TargetState::already], 4);
  EXPECT_NE(targets_in(*store_, second)[0].detail.find(first.value().short_text()),
            std::string::npos);
  EXPECT_EQ(undo(*executor, first), ActionStatus::undone);
  EXPECT_EQ(approve(*executor, third), ActionStatus::done);
}

TEST_F(ExecutorTest, WhatItsOwnerDeletedIsNotFound) {
  const auto targets = deliver(2, 2);
  std::filesystem::remove_all(maildir(0) / "cur");
  std::filesystem::create_directory(maildir(0) / "cur");
  const auto executor = organisation_.start(*store_);
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  EXPECT_EQ(states_of(targets_in(*store_, id))[TargetState::not_found], 1);
  EXPECT_EQ(organisation_.events.count("remove"), 1);
}

TEST_F(ExecutorTest, EveryInstanceGoesWhereNobodyKnowsTheFolder) {
  auto targets = deliver(2, 2);
  targets[0].folder = targets[0].name = "";
  organisation_.mail.put("user0", {.directory = ".Archive.2026", .name = "2.copy:2,"},
                         OrganisationOnDisk::letter(0, 0));
  const auto before = organisation_.mail.state();
  const auto executor = organisation_.start(*store_);
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  EXPECT_EQ(states_of(targets_in(*store_, id))[TargetState::done], 3);
  EXPECT_EQ(organisation_.mail.state().size(), before.size() - 3);
  EXPECT_EQ(undo(*executor, id), ActionStatus::undone);
  EXPECT_EQ(organisation_.mail.state(), before);
}

// The same message twice in one mailbox, both known: neither stands for the other.
TEST_F(ExecutorTest, TwoKnownInstancesAreTwoTargets) {
  auto targets = deliver(1, 1);
  targets.push_back(targets[0]);
  targets[1].instance = 1;
  targets[1].folder = "Archive/2026";
  targets[1].name = "2.copy";
  organisation_.mail.put("user0", {.directory = ".Archive.2026", .name = "2.copy:2,"},
                         OrganisationOnDisk::letter(0, 0));
  const auto before = organisation_.mail.state();
  const auto executor = organisation_.start(*store_);
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  EXPECT_EQ(states_of(targets_in(*store_, id))[TargetState::done], 2);
  EXPECT_EQ(undo(*executor, id), ActionStatus::undone);
  EXPECT_EQ(organisation_.mail.state(), before);
}

TEST_F(ExecutorTest, AMessageMovedAtTheLastMomentIsFollowed) {
  const auto targets = deliver(1, 1);
  BusyMailboxes busy(organisation_.mailboxes);
  const auto moved = maildir(0) / ".Archive.2026/cur/99.moved:2,S";
  busy.before_remove = [&](const platform::Place& place) {
    std::filesystem::rename(maildir(0) / place.area / place.name, moved);
  };
  const auto executor = Executor::start(*store_, busy, *organisation_.letters, organisation_.events,
                                        organisation_.clock, {});
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  EXPECT_FALSE(std::filesystem::exists(moved));
  const auto after = targets_in(*store_, id);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].detail, "was moved from INBOX meanwhile");
  EXPECT_EQ(undo(*executor, id), ActionStatus::undone);
  EXPECT_TRUE(std::filesystem::exists(moved));
}

TEST_F(ExecutorTest, AMessageDeletedAtTheLastMomentIsNotOurs) {
  const auto targets = deliver(1, 1);
  BusyMailboxes busy(organisation_.mailboxes);
  busy.before_remove = [&](const platform::Place& place) {
    std::filesystem::remove(maildir(0) / place.area / place.name);
  };
  const auto executor = Executor::start(*store_, busy, *organisation_.letters, organisation_.events,
                                        organisation_.clock, {});
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::cancelled);
  EXPECT_EQ(targets_in(*store_, id).at(0).state, TargetState::not_found);
}

// An intent without outcome, the message gone from there, another instance elsewhere.
TEST_F(ExecutorTest, AfterAnInterruptionBothPlacesAreKept) {
  const auto targets = deliver(1, 1);
  const ActionId id = organisation_.recommend(*store_, targets);
  const Reach reach{organisation_.mailboxes, *organisation_.letters};
  const Type& type = *find_type("soft_delete_messages").value();
  const auto intents = type.prepare(targets[0], reach).value();
  ASSERT_EQ(intents.size(), 1u);
  ASSERT_TRUE(store_->transact([&](casework::Session& session) -> Result<void> {
    TRY(casework::decide_action(session, id, {"ann", organisation_.clock.now(), "", "approved"}));
    TRY(casework::move_action(session, id, ActionStatus::approved, ActionStatus::executing));
    return casework::put_targets(session, id, intents);
  }));
  organisation_.mail.put("user0", {.directory = ".Archive.2026", .name = "2.copy:2,"},
                         OrganisationOnDisk::letter(0, 0));
  const auto before = organisation_.mail.state();
  ASSERT_TRUE(organisation_.mailboxes.remove(
      platform::place_from_json(intents[0].place).value()));  // then the power went
  const auto executor = organisation_.start(*store_);
  EXPECT_TRUE(executor->wait(id, soon()));
  EXPECT_EQ(states_of(targets_in(*store_, id))[TargetState::done], 2);
  EXPECT_EQ(organisation_.mail.state().size(), before.size() - 2);
  EXPECT_EQ(undo(*executor, id), ActionStatus::undone);
  EXPECT_EQ(organisation_.mail.state(), before);
}

TEST_F(ExecutorTest, AnUndoThatFailsInPartCanBeDoneAgain) {
  const auto targets = deliver(5, 1);
  const auto before = organisation_.mail.state();
  const auto executor = organisation_.start(*store_);
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  const auto after = targets_in(*store_, id);
  const auto place = platform::place_from_json(after[2].place).value();
  const auto stranger =
      maildir(0) / (place.directory == "." ? "" : place.directory) / place.area / place.name;
  std::ofstream(stranger) << "something else";
  EXPECT_EQ(undo(*executor, id), ActionStatus::partial);
  EXPECT_EQ(states_of(targets_in(*store_, id))[TargetState::undo_failed], 1);
  std::filesystem::remove(stranger);
  organisation_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(undo(*executor, id), ActionStatus::undone);
  EXPECT_EQ(organisation_.mail.state(), before);
  EXPECT_EQ(organisation_.events.count("undo"), 6);  // 4 and an error, then 1
}

TEST_F(ExecutorTest, RestsOnlyWhenTheHuntingStoreKnows) {
  const auto targets = deliver(3, 3);
  const auto executor = organisation_.start(*store_);
  organisation_.events.refusals = 1;
  const ActionId id = organisation_.recommend(*store_, targets);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  EXPECT_EQ(organisation_.events.refusals, 0);
  EXPECT_EQ(organisation_.events.count("remove"), 3);
}

TEST_F(ExecutorTest, EndsAreToldAgainAfterARestart) {
  const ActionId id = organisation_.recommend(*store_, deliver(3, 3));
  auto executor = organisation_.start(*store_);
  EXPECT_EQ(approve(*executor, id), ActionStatus::done);
  executor.reset();
  std::set<ActionId> told;
  executor =
      organisation_.start(*store_, [&](const casework::Action& action) { told.insert(action.id); });
  const ActionId next = organisation_.recommend(*store_, deliver(0, 1));
  EXPECT_EQ(approve(*executor, next), ActionStatus::cancelled);
  EXPECT_TRUE(executor->wait(id, soon()));  // queued by now, perhaps behind `next`
  executor.reset();
  EXPECT_EQ(told, (std::set{id, next}));
}

}  // namespace
}  // namespace backstamp::action
