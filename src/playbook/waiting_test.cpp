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

// A run that is told to pause while its first step is under way, and is back from run().
void pause(World& world, const Json& one) {
  world.limits.patience = Duration(0);
  world.on_command = [&](const Invocation&, const Command&, CommandOutcome outcome) {
    world.journal.say({.kind = Reply::Kind::pause, .by = "anna", .comment = "look first"});
    std::this_thread::sleep_for(Duration(20));  // until it is heard
    return outcome;
  };
  const auto ended = world.run(one);
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(ended->status, RunStatus::waiting);
  EXPECT_EQ(ended->why, "paused");
  world.on_command = nullptr;
}

TEST(Pause, WhatIsUnderWayEndsAndNothingMoreIsBegun) {
  World world;
  const Json one = loop("turn");
  pause(world, one);
  EXPECT_EQ(world.commands.calls.size(), 1u);
  EXPECT_EQ(world.count(EntryKind::step_finished), 1u);
  EXPECT_EQ(world.last_detail(EntryKind::run_paused)["why"], "look first");
  EXPECT_EQ(world.run(one)->status, RunStatus::waiting);  // read back, it still is
  EXPECT_EQ(world.commands.calls.size(), 1u);
  EXPECT_EQ(world.count(EntryKind::run_paused), 1u);
}

TEST(Pause, GoesOnWhereItStoodAndCanBePausedAgain) {
  World world;
  Json one = playbook(begin_with(id("action", 2)));
  one["workflow"][id("action", 2)] = action("first", id("action", 3));
  one["workflow"][id("action", 3)] = action("second", id("action", 4));
  one["workflow"][id("action", 4)] = action("third", id("end", 5));
  one["workflow"][id("end", 5)] = end;
  pause(world, one);
  for (const Reply::Kind kind : {Reply::Kind::resume, Reply::Kind::pause, Reply::Kind::resume}) {
    world.journal.say({.kind = kind, .by = "anna"});
  }
  EXPECT_EQ(world.run(one)->status, RunStatus::finished);
  EXPECT_THAT(world.did(), testing::ElementsAre("first", "second", "third"));
  EXPECT_EQ(world.count(EntryKind::run_paused), 2u);
  EXPECT_EQ(world.count(EntryKind::run_continued), 2u);
}

TEST(Pause, ItsTimeDoesNotCountForOpenSteps) {
  World world;
  Json one = loop("turn");
  one["workflow"][id("while-condition", 2)]["timeout"] = 3'600'000;
  one["workflow"][id("action", 3)]["commands"][0]["command"] = "once";
  one["playbook_variables"]["__count__"]["value"] = "2";
  one["workflow"][id("action", 3)]["delay"] = 60'000;
  world.limits.patience = Duration(0);
  EXPECT_EQ(world.run(one)->status, RunStatus::waiting);  // in the delay
  world.journal.say({.kind = Reply::Kind::pause, .by = "anna"});
  EXPECT_EQ(world.run(one)->status, RunStatus::waiting);
  world.clock.advance(std::chrono::hours(5));
  EXPECT_EQ(world.run(one)->status, RunStatus::waiting);
  world.journal.say({.kind = Reply::Kind::resume, .by = "anna"});
  const auto waiting = world.run(one);
  EXPECT_EQ(waiting->status, RunStatus::waiting);
  EXPECT_EQ(*waiting->wake - world.clock.now(), Duration(60'000));  // the delay, anew
  world.clock.advance(Duration(60'000));
  world.on_command = [](const Invocation&, const Command&, CommandOutcome outcome) {
    outcome.out["__count__"].value = "3";
    return outcome;
  };
  EXPECT_EQ(world.run(one)->status, RunStatus::finished);
}

TEST(Pause, ACancelledRunEndsThoughItIsPaused) {
  World world;
  const Json one = loop("turn");
  pause(world, one);
  world.journal.say({.kind = Reply::Kind::cancel, .by = "anna"});
  EXPECT_EQ(world.run(one)->status, RunStatus::cancelled);
}

// A command that goes on after its time is over, until it is let go.
TEST(Straggler, ACommandThatDoesNotStopHoldsUpNobody) {
  std::atomic<bool> let_go = false;
  World world;
  world.clock.running = true;
  world.limits.stop_grace = Duration(20);
  Json one = manual();
  one["workflow"][id("action", 2)]["timeout"] = 1'000;
  one["workflow"][id("action", 2)]["on_failure"] = id("action", 4);
  one["workflow"][id("action", 4)] = action("instead", id("end", 5));
  one["workflow"][id("end", 5)] = end;
  world.on_command = [&](const Invocation&, const Command& command, CommandOutcome outcome) {
    while (command.command == "ask" && !let_go) std::this_thread::yield();
    return outcome;
  };
  const auto document = parse(one.dump());
  Runner runner(world.journal, world.commands, world.clock, world.limits);
  const auto ended = runner.run(RunId(), *document, {}, {});
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(ended->status, RunStatus::finished);
  EXPECT_THAT(world.did(), testing::ElementsAre("ask", "instead"));
  EXPECT_EQ(world.statuses()[id("action", 2)], "failed");
  EXPECT_THAT(world.journal.entries[2].detail, HasSubstr("did not stop when it was told to"));
  EXPECT_EQ(runner.stragglers(), 1u);
  let_go = true;
}

TEST(Straggler, ARunThatIsStoppedDoesNotWaitForOne) {
  std::atomic<bool> let_go = false;
  World world;
  world.limits.stop_grace = Duration(20);
  world.on_command = [&](const Invocation&, const Command&, CommandOutcome outcome) {
    world.stop.request_stop();
    while (!let_go) std::this_thread::yield();
    return outcome;
  };
  const auto document = parse(manual().dump());
  Runner runner(world.journal, world.commands, world.clock, world.limits);
  EXPECT_EQ(runner.run(RunId(), *document, {}, world.stop.get_token())->status, RunStatus::stopped);
  EXPECT_EQ(runner.stragglers(), 1u);
  let_go = true;
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
