#include "playbook/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "playbook/testing_world.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;
using namespace testing_world;
using testing::ElementsAre;
using testing::HasSubstr;

std::string id(const std::string& type, int number) {
  const std::string digits = std::to_string(number);
  return type + "--00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

Json action(const std::string& command, const std::string& next) {
  return {{"type", "action"},
          {"name", command},
          {"commands", {{{"type", "x-test"}, {"command", command}}}},
          {"agent", id("x-tester", 1)},
          {"on_completion", next}};
}

// start -> action look -> if (count > 3: action tell -> end) -> action sum -> end
Json sample() {
  return {{"type", "playbook"},
          {"spec_version", "cacao-2.0"},
          {"id", id("playbook", 1)},
          {"name", "Sample"},
          {"created_by", id("identity", 1)},
          {"created", "2026-01-31T12:00:00.000Z"},
          {"modified", "2026-01-31T12:00:00.000Z"},
          {"playbook_variables",
           {{"__count__", {{"type", "integer"}, {"value", "0"}}},
            {"__who__", {{"type", "string"}, {"external", true}}}}},
          {"workflow_start", id("start", 1)},
          {"workflow",
           {{id("start", 1), {{"type", "start"}, {"on_completion", id("action", 2)}}},
            {id("action", 2), action("look", id("if-condition", 3))},
            {id("if-condition", 3),
             {{"type", "if-condition"},
              {"condition", "__count__:value > 3"},
              {"on_true", id("action", 4)},
              {"on_completion", id("action", 6)}}},
            {id("action", 4), action("tell", id("end", 5))},
            {id("end", 5), {{"type", "end"}}},
            {id("action", 6), action("sum", id("end", 7))},
            {id("end", 7), {{"type", "end"}}}}},
          {"agent_definitions", {{id("x-tester", 1), {{"type", "x-tester"}, {"name", "Us"}}}}}};
}

struct World {
  MemoryJournal journal;
  ScriptedCommands commands;
  SteppingClock clock;
  std::stop_source stop;
  RunLimits limits;

  Result<RunEnd> run(const Json& playbook, const Variables& external = {}) {
    const auto document = parse(playbook.dump());
    if (!document) return std::unexpected(document.error());
    return Runner(journal, commands, clock, limits)
        .run(RunId(), *document, external, stop.get_token());
  }
  std::vector<std::string> kinds() const {
    std::vector<std::string> kinds;
    for (const Entry& entry : journal.entries) {
      kinds.push_back(std::string(name_of(entry.kind)) +
                      (entry.command.empty() ? "" : " " + entry.command));
    }
    return kinds;
  }
  Json detail(std::size_t entry) const { return Json::parse(journal.entries.at(entry).detail); }
  // `command` answers `outcome`, the others succeed with nothing.
  void answer(const std::string& command, CommandOutcome outcome) {
    commands.answer = [command, outcome](const Invocation&, const Command& asked,
                                         const Variables&) {
      return asked.command == command ? outcome : CommandOutcome{};
    };
  }
};

CommandOutcome counted(const std::string& count) {
  CommandOutcome outcome;
  outcome.out["__count__"].value = count;
  return outcome;
}

CommandOutcome failed(const std::string& why) {
  CommandOutcome outcome;
  outcome.succeeded = false;
  outcome.why = why;
  return outcome;
}

TEST(Runner, TakesTheBranchThatHolds) {
  World world;
  Json playbook = sample();
  playbook["workflow"][id("action", 2)]["out_args"] = {"__count__"};
  world.answer("look", counted("4"));
  const auto end = world.run(playbook, {{"__who__", {.type = "string", .value = "eve"}}});
  ASSERT_TRUE(end) << end.error().what;
  EXPECT_EQ(end->status, RunStatus::finished) << end->why;
  EXPECT_EQ(end->variables.at("__count__").value, "4");
  EXPECT_EQ(end->variables.at("__who__").value, "eve");
  EXPECT_THAT(world.kinds(),
              ElementsAre("run_started", "step_started look", "step_finished look", "step_started",
                          "step_started tell", "step_finished tell", "step_finished",
                          "step_started sum", "step_finished sum", "run_finished"));
  EXPECT_EQ(world.journal.entries[4].invocation, id("if-condition", 3) + "/" + id("action", 4));
  EXPECT_EQ(world.detail(3)["holds"], true);
}

TEST(Runner, PassesABranchThatDoesNotHold) {
  World world;
  const auto end = world.run(sample());
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, RunStatus::finished);
  EXPECT_THAT(world.commands.calls, ElementsAre(id("action", 2), id("action", 6)));
}

TEST(Runner, WritesOnlyTheVariablesItMay) {
  World world;
  world.answer("look", counted("4"));  // without out_args
  EXPECT_EQ(world.run(sample())->variables.at("__count__").value, "0");

  World misfit;
  Json playbook = sample();
  playbook["workflow"][id("action", 2)]["out_args"] = {"__count__"};
  misfit.answer("look", counted("many"));
  ASSERT_TRUE(misfit.run(playbook));
  EXPECT_EQ(misfit.detail(2)["status"], "failed");
  EXPECT_THAT(misfit.detail(2)["why"], HasSubstr("__count__ is of type integer"));
}

TEST(Runner, GivesTheArgumentsNamed) {
  World world;
  Json playbook = sample();
  playbook["workflow"][id("action", 2)]["in_args"] = {"__who__"};
  std::vector<std::size_t> sizes;
  world.commands.answer = [&](const Invocation&, const Command&, const Variables& variables) {
    sizes.push_back(variables.size());
    return CommandOutcome{};
  };
  ASSERT_TRUE(world.run(playbook));
  EXPECT_THAT(sizes, ElementsAre(1u, 2u));
}

TEST(Runner, AFailedStepFollowsItsOwnWay) {
  struct Case {
    std::string name;
    std::function<void(Json&)> change;
    RunStatus status;
    std::vector<std::string> calls;
  };
  const auto fork = [](Json& p) {
    Json& step = p["workflow"][id("action", 2)];
    step.erase("on_completion");
    step["on_success"] = id("if-condition", 3);
    return &step;
  };
  const auto handler = [](Json& p) {
    p["workflow_exception"] = id("action", 8);
    p["workflow"][id("action", 8)] = action("mend", id("end", 9));
    p["workflow"][id("end", 9)] = {{"type", "end"}};
  };
  const Case cases[] = {
      {"on_failure",
       [&](Json& p) { (*fork(p))["on_failure"] = id("action", 6); },
       RunStatus::finished,
       {"look", "sum"}},
      {"nothing", [&](Json& p) { fork(p); }, RunStatus::failed, {"look"}},
      {"on_completion", [](Json&) {}, RunStatus::finished, {"look", "sum"}},
      {"handler", handler, RunStatus::failed, {"look", "mend"}},
      {"on_failure before handler",
       [&](Json& p) {
         handler(p);
         (*fork(p))["on_failure"] = id("action", 6);
       },
       RunStatus::finished,
       {"look", "sum"}},
  };
  for (const Case& one : cases) {
    World world;
    Json playbook = sample();
    one.change(playbook);
    std::vector<std::string> calls;
    world.commands.answer = [&](const Invocation&, const Command& command, const Variables&) {
      calls.push_back(command.command);
      return command.command == "look" ? failed("it is dark") : CommandOutcome{};
    };
    const auto end = world.run(playbook);
    ASSERT_TRUE(end) << end.error().what;
    EXPECT_EQ(end->status, one.status) << one.name << ": " << end->why;
    EXPECT_EQ(calls, one.calls) << one.name;
    if (end->status == RunStatus::failed) {
      EXPECT_THAT(end->why, HasSubstr("look failed: it is dark"));
    }
  }
}

TEST(Runner, RefusesBeforeItStarts) {
  struct Case {
    std::function<void(Json&)> change;
    std::string why;
  };
  const Case cases[] = {
      {[](Json& p) { p["workflow"][id("action", 6)]["commands"][0]["type"] = "bash"; },
       "/commands/0: unknown command sum of type bash"},
      {[](Json& p) { p["workflow"].erase(id("end", 7)); }, "/on_completion: names no step"},
      {[](Json& p) { p["revoked"] = true; }, "/revoked: its author has revoked"},
      {[](Json& p) { p["valid_until"] = "2019-01-31T12:00:00.000Z"; }, "/valid_until: it expired"},
      {[](Json& p) { p["valid_from"] = "2100-01-31T12:00:00.000Z"; }, "/valid_from: it is valid"},
  };
  for (const auto& [change, why] : cases) {
    World world;
    Json playbook = sample();
    change(playbook);
    for (int time = 0; time < 2; ++time) {  // the second finds the journal at its end
      const auto end = world.run(playbook);
      ASSERT_TRUE(end);
      EXPECT_EQ(end->status, RunStatus::failed);
      EXPECT_THAT(end->why, HasSubstr(why));
      EXPECT_THAT(world.kinds(), ElementsAre("run_started", "run_finished"));
    }
  }
  World world;
  EXPECT_THAT(world.run(sample(), {{"__count__", {.type = "integer", .value = "3"}}})->why,
              HasSubstr("no external variable has this name"));
}

TEST(Runner, ATimeoutFailsTheStep) {
  World world;
  Json playbook = sample();
  playbook["workflow"][id("action", 2)]["timeout"] = 20;
  world.commands.answer = [](const Invocation& invocation, const Command& command,
                             const Variables&) {
    while (command.command == "look" && !invocation.stop.stop_requested()) {
      std::this_thread::yield();
    }
    return CommandOutcome{};
  };
  const auto end = world.run(playbook);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, RunStatus::finished);
  EXPECT_EQ(world.detail(2)["status"], "failed");
  EXPECT_THAT(world.detail(2)["why"], HasSubstr("ACTION_TIMEOUT: " + id("action", 2)));
}

TEST(Runner, AStopLeavesTheStepOpenAndItIsResumed) {
  World world;
  world.commands.answer = [&](const Invocation&, const Command& command, const Variables&) {
    if (command.command == "look") world.stop.request_stop();
    return CommandOutcome{};
  };
  EXPECT_EQ(world.run(sample())->status, RunStatus::stopped);
  EXPECT_THAT(world.kinds(), ElementsAre("run_started", "step_started look"));

  world.stop = std::stop_source();
  world.commands.answer = [](const Invocation&, const Command&, const Variables&) {
    return CommandOutcome{};
  };
  EXPECT_EQ(world.run(sample())->status, RunStatus::finished);
  EXPECT_EQ(world.kinds().at(2), "step_resumed look");
}

TEST(Runner, ABrokenCommandIsAFailedStep) {
  World world;
  world.commands.answer = [](const Invocation&, const Command&,
                             const Variables&) -> CommandOutcome {
    throw std::runtime_error("no \xff luck");
  };
  const auto end = world.run(sample());
  ASSERT_TRUE(end);
  EXPECT_EQ(world.detail(2)["status"], "failed");
  EXPECT_THAT(world.detail(2)["why"], HasSubstr("the command broke: no"));
}

TEST(Runner, ShowsWhatWasAskedAndFound) {
  World world;
  world.limits.shown_bytes_max = 100;
  CommandOutcome outcome;
  outcome.asked = R"({"table":"EmailEvents"})";
  outcome.found = std::string(200, 'x');
  world.answer("look", outcome);
  ASSERT_TRUE(world.run(sample()));
  EXPECT_EQ(world.detail(2)["asked"]["table"], "EmailEvents");
  EXPECT_EQ(world.detail(2)["found"], std::string(100, 'x') + "... (cut)");
}

TEST(Runner, AConditionThatCannotBeToldIsAFailedStep) {
  World world;
  Json playbook = sample();
  playbook["playbook_variables"]["__count__"]["value"] = "";
  const auto end = world.run(playbook);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, RunStatus::finished);  // by its on_completion
  EXPECT_EQ(world.detail(4)["status"], "failed");
  EXPECT_THAT(world.detail(4)["why"], HasSubstr("__count__ has no value yet"));
}

TEST(Runner, WaitsAsADelaySays) {
  World world;
  Json playbook = sample();
  playbook["workflow"][id("start", 1)]["delay"] = 2'000;
  playbook["workflow"][id("action", 2)]["delay"] = 3'000;
  ASSERT_TRUE(world.run(playbook));
  EXPECT_GE(world.journal.entries[1].at - world.journal.entries[0].at, std::chrono::seconds(5));
}

TEST(Runner, DoesNotGoOnWithAChangedPlaybookOrAForeignJournal) {
  World world;
  world.journal.fate = [](std::size_t append) {
    return append == 2 ? Fate::unavailable : Fate::written;
  };
  EXPECT_EQ(world.run(sample()).error().fault, Fault::unavailable);
  world.journal.fate = nullptr;
  World other;
  other.journal = world.journal;
  Json changed = sample();
  changed["name"] = "Changed";
  EXPECT_THAT(world.run(changed)->why, HasSubstr("the playbook was changed"));
  EXPECT_EQ(world.kinds().back(), "run_finished");

  other.journal.entries[1].invocation = id("action", 6);
  EXPECT_EQ(other.run(sample()).error().fault, Fault::corrupt);
}

}  // namespace
}  // namespace backstamp::playbook
