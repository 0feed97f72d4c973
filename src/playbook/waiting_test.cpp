// Time, people's replies, and what a crash must not repeat.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "playbook/control_world.h"

namespace backstamp::playbook {
namespace {

using namespace testing_world;
using std::chrono::seconds;
using testing::HasSubstr;
using World = ControlWorld;

TEST(Time, DelaysOfParallelBranchesPassTogether) {
  World world;
  Json one = two_branches("left", "right");
  one["workflow"][id("action", 3)]["delay"] = 5'000;
  one["workflow"][id("action", 5)]["delay"] = 9'000;
  world.clock.running = true;
  ASSERT_EQ(world.run(one)->status, RunStatus::finished);
  std::map<std::string, Time> began;
  for (const Entry& entry : world.journal.entries) {
    if (entry.kind == EntryKind::step_started) began[entry.command] = entry.at;
  }
  const Time first = world.journal.entries.front().at;
  EXPECT_GE(began["left"] - first, seconds(5));
  EXPECT_LT(began["left"] - first, seconds(9));
  EXPECT_GE(began["right"] - first, seconds(9));
  EXPECT_LT(began["after"] - first, seconds(14));  // not one after the other
}

TEST(Time, ALongWaitGivesTheThreadBack) {
  World world;
  world.limits.patience = seconds(1);
  Json one = loop("turn");
  one["workflow"][id("action", 3)]["delay"] = 3'600'000;
  const auto ended = world.run(one);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::waiting);
  ASSERT_TRUE(ended->wake);
  EXPECT_EQ(*ended->wake - world.clock.now(), std::chrono::hours(1));
  world.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(world.run(one)->status, RunStatus::waiting);
  EXPECT_EQ(world.commands.calls.size(), 1u);
}

TEST(Time, ARunHasALimit) {
  World world;
  world.limits.run_timeout = std::chrono::hours(1);
  world.on_command = [&](const Invocation& invocation, const Command&, CommandOutcome outcome) {
    world.clock.advance(std::chrono::hours(2));
    while (!invocation.stop.stop_requested()) std::this_thread::yield();
    return outcome;
  };
  const auto ended = world.run(two_branches("left", "right"));
  EXPECT_EQ(ended->status, RunStatus::cancelled);
  EXPECT_THAT(ended->why, HasSubstr("longer than it may"));
}

// A command that asks a person.
Json manual() {
  Json steps = begin_with(id("action", 2));
  steps[id("action", 2)] = action("ask", id("end", 3));
  steps[id("action", 2)].erase("on_completion");
  steps[id("action", 2)]["on_success"] = id("end", 3);
  steps[id("end", 3)] = end;
  return playbook(steps);
}

void ask(World& world) {
  world.limits.patience = Duration(0);
  world.on_command = [](const Invocation&, const Command&, CommandOutcome outcome) {
    outcome.question = R"({"text":"How many?"})";
    return outcome;
  };
  const auto ended = world.run(manual());
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::waiting);
  EXPECT_EQ(world.last_detail(EntryKind::step_waiting)["question"]["text"], "How many?");
}

TEST(Reply, ItsValuesBecomeTheStepsOutArgs) {
  World world;
  ask(world);
  world.journal.said = {{.kind = Reply::Kind::succeeded,
                         .invocation = id("action", 2),
                         .values = {{"__count__", "12"}, {"__color__", "not an out_arg"}},
                         .by = "anna"}};
  const auto ended = world.run(manual());
  EXPECT_EQ(ended->status, RunStatus::finished);
  EXPECT_EQ(ended->variables.at("__count__").value, "12");
  EXPECT_EQ(ended->variables.at("__color__").value, "red");
  EXPECT_EQ(world.last_detail(EntryKind::step_finished)["by"], "anna");
  EXPECT_EQ(world.commands.calls.size(), 1u);  // asked once
}

TEST(Reply, OneThatDoesNotFitOrSaysFailedFailsTheStep) {
  for (const bool unfit : {true, false}) {
    World world;
    ask(world);
    world.journal.said = {{.kind = unfit ? Reply::Kind::succeeded : Reply::Kind::failed,
                           .invocation = id("action", 2),
                           .values = {{"__count__", "many"}},
                           .by = "anna",
                           .comment = "can't tell"}};
    const auto ended = world.run(manual());
    EXPECT_EQ(ended->status, RunStatus::failed);
    EXPECT_THAT(ended->why, HasSubstr(unfit ? "\"many\" does not fit" : "can't tell"));
  }
}

TEST(Reply, ItIsNotWaitedForLongerThanTheStepMay) {
  World world;
  world.limits.reply_timeout = std::chrono::hours(1);
  ask(world);
  world.clock.advance(std::chrono::hours(2));
  const auto ended = world.run(manual());
  EXPECT_EQ(ended->status, RunStatus::failed);
  EXPECT_THAT(ended->why, HasSubstr("ACTION_TIMEOUT"));
}

TEST(Reply, CancelEndsTheRun) {
  World world;
  ask(world);
  world.journal.said = {{.kind = Reply::Kind::cancel, .by = "anna", .comment = "no need"}};
  const auto ended = world.run(manual());
  EXPECT_EQ(ended->status, RunStatus::cancelled);
  EXPECT_EQ(ended->why, "cancelled by anna: no need");
  EXPECT_EQ(world.statuses()[id("action", 2)], "cancelled");
  EXPECT_EQ(world.run(manual())->status, RunStatus::cancelled);  // read back
}

// The command "once" may not be repeated unasked.
TEST(Crash, WhatMayNotBeRepeatedIsAskedAbout) {
  for (const auto kind : {Reply::Kind::repeat, Reply::Kind::succeeded, Reply::Kind::failed}) {
    World world;
    world.limits.patience = Duration(0);
    Json one = manual();
    one["workflow"][id("action", 2)]["commands"][0]["command"] = "once";
    world.on_command = [](const Invocation&, const Command&, CommandOutcome) -> CommandOutcome {
      throw testing_world::Crash();
    };
    EXPECT_THROW((void)world.run(one), testing_world::Crash);
    world.on_command = nullptr;
    EXPECT_EQ(world.run(one)->status, RunStatus::waiting);
    EXPECT_EQ(world.run(one)->status, RunStatus::waiting);
    EXPECT_EQ(world.count(EntryKind::step_waiting), 1u);
    EXPECT_EQ(world.commands.calls.size(), 1u);  // not repeated
    world.journal.said = {{.kind = kind, .invocation = id("action", 2), .by = "anna"}};
    const auto ended = world.run(one);
    const bool fails = kind == Reply::Kind::failed;
    EXPECT_EQ(ended->status, fails ? RunStatus::failed : RunStatus::finished) << ended->why;
    EXPECT_EQ(world.commands.calls.size(), kind == Reply::Kind::repeat ? 2u : 1u);
  }
}

TEST(Crash, WhatMayBeRepeatedIs) {
  World world;
  world.on_command = [](const Invocation&, const Command&, CommandOutcome) -> CommandOutcome {
    throw testing_world::Crash();
  };
  EXPECT_THROW((void)world.run(manual()), testing_world::Crash);
  world.on_command = nullptr;
  EXPECT_EQ(world.run(manual())->status, RunStatus::finished);
  EXPECT_EQ(world.commands.calls.size(), 2u);
  EXPECT_EQ(world.count(EntryKind::step_resumed), 1u);
}

}  // namespace
}  // namespace backstamp::playbook
