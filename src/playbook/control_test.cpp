// Each control structure alone and inside others, and each way a step can fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "playbook/control_world.h"

namespace backstamp::playbook {
namespace {

using namespace testing_world;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using World = ControlWorld;

TEST(Parallel, RunsItsBranchesAtTheSameTimeAndWaitsForAll) {
  World world;
  std::atomic<int> met = 0;
  world.on_command = [&](const Invocation& invocation, const Command& command,
                         CommandOutcome outcome) {
    if (command.command == "after") return outcome;
    ++met;  // each waits for the other: one after the other they would never meet
    while (met < 2 && !invocation.stop.stop_requested()) std::this_thread::yield();
    outcome.succeeded = met == 2;
    return outcome;
  };
  const auto ended = world.run(two_branches("left", "right"));
  ASSERT_TRUE(ended) << ended.error().what;
  EXPECT_EQ(ended->status, RunStatus::finished) << ended->why;
  EXPECT_EQ(world.did().back(), "after");
  EXPECT_EQ(world.did().size(), 3u);
}

TEST(Parallel, ABranchThatFailsFailsTheStepAfterAllHaveEnded) {
  World world;
  Json one = two_branches("fail", "right");
  one["workflow"][id("action", 3)].erase("on_completion");
  one["workflow"][id("action", 3)]["on_success"] = id("end", 4);
  Json& both = one["workflow"][id("parallel", 2)];
  both.erase("on_completion");
  both["on_success"] = id("action", 7);
  both["on_failure"] = id("action", 9);
  one["workflow"][id("action", 9)] = action("mend", id("end", 10));
  one["workflow"][id("end", 10)] = end;
  const auto ended = world.run(one);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::finished);
  EXPECT_THAT(world.did(), UnorderedElementsAre("fail", "right", "mend"));
  EXPECT_EQ(world.statuses()[id("parallel", 2)], "failed");
}

TEST(Parallel, TheExceptionHandlerCancelsTheOtherBranches) {
  World world;
  Json one = two_branches("fail", "slow");
  one["workflow"][id("action", 3)].erase("on_completion");
  one["workflow"][id("action", 3)]["on_success"] = id("end", 4);
  one["workflow_exception"] = id("action", 9);
  one["workflow"][id("action", 9)] = action("mend", id("end", 10));
  one["workflow"][id("end", 10)] = end;
  std::atomic<bool> began = false;
  world.on_command = [&](const Invocation& invocation, const Command& command,
                         CommandOutcome outcome) {
    if (command.command == "slow") began = true;
    while (command.command == "slow" && !invocation.stop.stop_requested()) {
      std::this_thread::yield();
    }
    while (command.command == "fail" && !began) std::this_thread::yield();
    return outcome;
  };
  const auto ended = world.run(one);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::failed);
  EXPECT_THAT(ended->why, HasSubstr("fail failed: it is dark"));
  EXPECT_THAT(world.did(), UnorderedElementsAre("fail", "slow", "mend"));
  const auto statuses = world.statuses();
  EXPECT_EQ(statuses.at(id("parallel", 2)), "cancelled");
  EXPECT_EQ(statuses.at(id("parallel", 2) + "/" + id("action", 5)), "cancelled");
  EXPECT_EQ(statuses.at("exception/" + id("action", 9)), "succeeded");
}

TEST(Parallel, ItsTimeoutEndsTheBranches) {
  World world;
  Json one = two_branches("slow", "quick");
  Json& both = one["workflow"][id("parallel", 2)];
  both.erase("on_completion");
  both["timeout"] = 60'000;
  both["on_success"] = id("end", 11);
  both["on_failure"] = id("action", 7);
  one["workflow"][id("end", 11)] = end;
  world.on_command = [&](const Invocation& invocation, const Command& command,
                         CommandOutcome outcome) {
    if (command.command == "slow") world.clock.advance(seconds(61));
    while (command.command == "slow" && !invocation.stop.stop_requested()) {
      std::this_thread::yield();
    }
    return outcome;
  };
  const auto ended = world.run(one);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::finished) << ended->why;
  EXPECT_EQ(world.statuses()[id("parallel", 2)], "failed");
  EXPECT_EQ(world.statuses()[id("parallel", 2) + "/" + id("action", 3)], "cancelled");
  EXPECT_THAT(world.did(), testing::Contains("after"));
  bool told = false;
  for (const Entry& entry : world.journal.entries) {
    told = told || entry.detail.find("ACTION_TIMEOUT: " + id("parallel", 2)) != std::string::npos;
  }
  EXPECT_TRUE(told);
}

TEST(While, RepeatsAsLongAsItsConditionHolds) {
  World world;
  std::atomic<int> rounds = 0;
  world.on_command = [&](const Invocation&, const Command&, CommandOutcome outcome) {
    outcome.out["__count__"].value = std::to_string(++rounds);
    return outcome;
  };
  const auto ended = world.run(loop("turn"));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::finished) << ended->why;
  EXPECT_THAT(world.commands.calls,
              ElementsAre(id("while-condition", 2) + "/1/" + id("action", 3),
                          id("while-condition", 2) + "/2/" + id("action", 3),
                          id("while-condition", 2) + "/3/" + id("action", 3)));
  EXPECT_EQ(world.count(EntryKind::step_repeated), 3u);
}

TEST(While, DoesNotBeginWhenItsConditionDoesNotHold) {
  World world;
  Json one = loop("turn");
  one["playbook_variables"]["__count__"]["value"] = "3";
  EXPECT_EQ(world.run(one)->status, RunStatus::finished);
  EXPECT_THAT(world.commands.calls, ElementsAre());
}

TEST(While, OneThatNeverEndsIsEnded) {
  World world;
  world.limits.invocations_max = 100;
  const auto ended = world.run(loop("turn"));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::failed);
  EXPECT_THAT(ended->why, HasSubstr("more than 100 steps were run"));
}

TEST(While, ARoundThatFailsEndsIt) {
  World world;
  Json one = loop("fail");
  one["workflow"][id("action", 3)].erase("on_completion");
  one["workflow"][id("action", 3)]["on_success"] = id("end", 4);
  one["workflow"][id("while-condition", 2)].erase("on_completion");
  one["workflow"][id("while-condition", 2)]["on_success"] = id("end", 5);
  const auto ended = world.run(one);
  EXPECT_EQ(ended->status, RunStatus::failed);
  EXPECT_THAT(ended->why, HasSubstr("fail failed: it is dark"));
  EXPECT_EQ(world.commands.calls.size(), 1u);
}

Json choice() {
  Json steps = begin_with(id("switch-condition", 2));
  steps[id("switch-condition", 2)] = {
      {"type", "switch-condition"},
      {"switch", "__color__:value"},
      {"cases", {{"red", id("action", 3)}, {"default", id("action", 5)}}},
      {"on_completion", id("end", 7)}};
  steps[id("action", 3)] = action("stop", id("end", 4));
  steps[id("end", 4)] = end;
  steps[id("action", 5)] = action("look", id("end", 6));
  steps[id("end", 6)] = end;
  steps[id("end", 7)] = end;
  return playbook(steps);
}

TEST(Switch, TakesTheCaseElseTheDefaultElseNothing) {
  const std::tuple<std::string, bool, std::vector<std::string>> cases[] = {
      {"red", true, {"stop"}}, {"green", true, {"look"}}, {"green", false, {}}};
  for (const auto& [color, with_default, expected] : cases) {
    World world;
    Json one = choice();
    one["playbook_variables"]["__color__"]["value"] = color;
    if (!with_default) {
      one["workflow"][id("switch-condition", 2)]["cases"].erase("default");
      one["workflow"].erase(id("action", 5));
      one["workflow"].erase(id("end", 6));
    }
    EXPECT_EQ(world.run(one)->status, RunStatus::finished);
    EXPECT_EQ(world.did(), expected) << color;
  }
}

// Calls playbook 2, which counts.
Json caller() {
  Json steps = begin_with(id("playbook-action", 2));
  steps[id("playbook-action", 2)] = {{"type", "playbook-action"},
                                     {"playbook_id", id("playbook", 2)},
                                     {"in_args", {"__color__"}},
                                     {"out_args", {"__count__"}},
                                     {"on_completion", id("end", 3)}};
  steps[id("end", 3)] = end;
  return playbook(steps);
}

Document called(const std::string& command) {
  Json steps = begin_with(id("action", 2));
  steps[id("action", 2)] = action(command, id("end", 3));
  steps[id("end", 3)] = end;
  Json one = playbook(steps);
  one["id"] = id("playbook", 2);
  if (command == "fail") {
    one["workflow"][id("action", 2)].erase("on_completion");
    one["workflow"][id("action", 2)]["on_success"] = id("end", 3);
  }
  return *parse(one.dump());
}

TEST(PlaybookAction, HandsValuesInAndOut) {
  World world;
  world.shelf.add(called("count"));
  std::string color;
  world.commands.answer = [&](const Invocation&, const Command&, const Variables& in) {
    color = in.at("__color__").value;
    CommandOutcome outcome;
    outcome.out["__count__"].value = "7";
    return outcome;
  };
  Json one = caller();
  one["playbook_variables"]["__color__"]["value"] = "blue";
  const auto ended = world.run(one);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status, RunStatus::finished) << ended->why;
  EXPECT_EQ(color, "blue");
  EXPECT_EQ(ended->variables.at("__count__").value, "7");
}

TEST(PlaybookAction, FailsWithThePlaybook) {
  World world;
  world.shelf.add(called("fail"));
  Json one = caller();
  one["workflow"][id("playbook-action", 2)].erase("on_completion");
  one["workflow"][id("playbook-action", 2)]["on_success"] = id("end", 3);
  const auto ended = world.run(one);
  EXPECT_EQ(ended->status, RunStatus::failed);
  EXPECT_THAT(ended->why, HasSubstr("fail failed: it is dark"));
}

TEST(PlaybookAction, AMissingOrRevokedOneIsRefusedAtTheStart) {
  World world;
  EXPECT_THAT(world.run(caller())->why, HasSubstr("which is not here; import it first"));
  EXPECT_EQ(world.count(EntryKind::step_started), 0u);
  World other;
  Document revoked = called("count");
  revoked.revoked = true;
  other.shelf.add(revoked);
  EXPECT_THAT(other.run(caller())->why, HasSubstr("has revoked this playbook"));
}

TEST(PlaybookAction, ANewerVersionDoesNotChangeARunUnderWay) {
  World world;
  world.shelf.add(called("count"));
  world.on_command = [&](const Invocation&, const Command&, CommandOutcome outcome) {
    world.stop.request_stop();
    return outcome;
  };
  EXPECT_EQ(world.run(caller())->status, RunStatus::stopped);
  Document newer = called("other");
  newer.version = "2027-01-31T12:00:00.000Z";
  world.shelf.add(newer);
  world.stop = {};
  world.on_command = nullptr;
  EXPECT_EQ(world.run(caller())->status, RunStatus::finished);
  EXPECT_EQ(world.did().back(), "count");
}

TEST(PlaybookAction, OneThatCallsItselfIsEnded) {
  World world;
  Json itself = caller();
  itself["workflow"][id("playbook-action", 2)]["playbook_id"] = id("playbook", 1);
  world.shelf.add(*parse(itself.dump()));
  const auto ended = world.run(itself);
  EXPECT_EQ(ended->status, RunStatus::failed);
  EXPECT_THAT(ended->why, HasSubstr("nested deeper than 64 levels"));
}

TEST(Action, EachCommandIsRunOnEachTargetAndAllAreTried) {
  World world;
  Json steps = begin_with(id("action", 2));
  steps[id("action", 2)] = action("look", id("end", 3));
  steps[id("action", 2)]["commands"].push_back({{"type", "x-test"}, {"command", "fail"}});
  steps[id("action", 2)]["commands"].push_back({{"type", "x-test"}, {"command", "never"}});
  steps[id("action", 2)]["targets"] = {id("x-host", 1), id("x-host", 2)};
  steps[id("end", 3)] = end;
  EXPECT_EQ(world.run(playbook(steps))->status, RunStatus::finished);  // by on_completion
  EXPECT_THAT(world.did(), ElementsAre("look first", "look second", "fail first", "fail second"));
  EXPECT_THAT(world.commands.calls, ElementsAre(id("action", 2), id("action", 2) + "#2",
                                                id("action", 2) + "#3", id("action", 2) + "#4"));
}

TEST(Nested, LoopInsideBranchInsideParallelInsideCalledPlaybook) {
  World world;
  Json inner = two_branches("left", "right");
  inner["id"] = id("playbook", 2);
  inner["workflow"][id("action", 3)]["on_completion"] = id("if-condition", 20);
  inner["workflow"][id("if-condition", 20)] = {{"type", "if-condition"},
                                               {"condition", "__color__:value = 'red'"},
                                               {"on_true", id("while-condition", 21)},
                                               {"on_completion", id("end", 4)}};
  inner["workflow"][id("while-condition", 21)] = {{"type", "while-condition"},
                                                  {"condition", "__count__:value < 2"},
                                                  {"on_true", id("action", 22)},
                                                  {"on_completion", id("end", 24)}};
  inner["workflow"][id("action", 22)] = action("turn", id("end", 23));
  inner["workflow"][id("end", 23)] = end;
  inner["workflow"][id("end", 24)] = end;
  world.shelf.add(*parse(inner.dump()));
  std::atomic<int> rounds = 0;
  world.on_command = [&](const Invocation&, const Command& command, CommandOutcome outcome) {
    if (command.command == "turn") outcome.out["__count__"].value = std::to_string(++rounds);
    return outcome;
  };
  const auto ended = world.run(caller());
  EXPECT_EQ(ended->status, RunStatus::finished) << ended->why;
  EXPECT_THAT(world.did(), UnorderedElementsAre("left", "right", "turn", "turn", "after"));
}

}  // namespace
}  // namespace backstamp::playbook
