// For tests of control structures: small playbooks made of numbered steps, and a world to run them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>

#include "playbook/random_playbook.h"
#include "playbook/testing_world.h"

namespace backstamp::playbook::testing_world {

// Steps are told by numbers: step 2 of type action is id("action", 2).
inline Json action(const std::string& command, const std::string& next) {
  return {{"type", "action"},
          {"name", command},
          {"commands", {{{"type", "x-test"}, {"command", command}}}},
          {"agent", id("x-tester", 1)},
          {"out_args", {"__count__"}},
          {"on_completion", next}};
}

inline Json playbook(const Json& steps) {
  Json result = {
      {"type", "playbook"},
      {"spec_version", "cacao-2.0"},
      {"id", id("playbook", 1)},
      {"name", "Sample"},
      {"created_by", id("identity", 1)},
      {"created", "2026-01-31T12:00:00.000Z"},
      {"modified", "2026-01-31T12:00:00.000Z"},
      {"playbook_variables",
       {{"__count__", {{"type", "integer"}, {"value", "0"}, {"external", true}}},
        {"__color__", {{"type", "string"}, {"value", "red"}, {"external", true}}}}},
      {"workflow_start", id("start", 1)},
      {"workflow", {{id("start", 1), {{"type", "start"}}}}},
      {"agent_definitions", {{id("x-tester", 1), {{"type", "x-tester"}, {"name", "Us"}}}}},
      {"target_definitions",
       {{id("x-host", 1), {{"type", "x-host"}, {"name", "first"}}},
        {id("x-host", 2), {{"type", "x-host"}, {"name", "second"}}}}}};
  result["workflow"].update(steps);
  return result;
}

inline Json begin_with(const std::string& step) {
  return {{id("start", 1), {{"type", "start"}, {"on_completion", step}}}};
}

inline const Json end = {{"type", "end"}};

struct ControlWorld {
  MemoryJournal journal;
  ScriptedCommands commands;
  MemoryShelf shelf;
  SettableClock clock;
  std::stop_source stop;
  RunLimits limits{.clock_look = Duration(2)};

  ControlWorld() {
    commands.answer = [this](const Invocation& invocation, const Command& command,
                             const Variables&) {
      {
        const std::scoped_lock lock(mutex_);
        did_.push_back(command.command + (invocation.target ? " " + invocation.target->name : ""));
      }
      CommandOutcome outcome;
      outcome.succeeded = !command.command.starts_with("fail");
      if (!outcome.succeeded) outcome.why = "it is dark";
      if (on_command) outcome = on_command(invocation, command, outcome);
      return outcome;
    };
  }

  Result<RunEnd> run(const Json& one) {
    const auto document = parse(one.dump());
    if (!document) return std::unexpected(document.error());
    for (const Problem& problem : validate(*document)) {
      ADD_FAILURE() << problem.where << ": " << problem.what;
    }
    return Runner(journal, commands, clock, limits, &shelf)
        .run(RunId(), *document, {}, stop.get_token());
  }
  // The status of each invocation that ended.
  std::map<std::string, std::string> statuses() const {
    std::map<std::string, std::string> result;
    for (const Entry& entry : journal.entries) {
      if (entry.kind != EntryKind::step_finished) continue;
      result[entry.invocation] = Json::parse(entry.detail)["status"];
    }
    return result;
  }
  Json last_detail(EntryKind kind) const {
    Json detail;
    for (const Entry& entry : journal.entries) {
      if (entry.kind == kind) detail = Json::parse(entry.detail);
    }
    return detail;
  }
  std::size_t count(EntryKind kind) const {
    return static_cast<std::size_t>(std::ranges::count(journal.entries, kind, &Entry::kind));
  }
  std::vector<std::string> did() {
    const std::scoped_lock lock(mutex_);
    return did_;
  }

  std::function<CommandOutcome(const Invocation&, const Command&, CommandOutcome)> on_command;

 private:
  std::mutex mutex_;
  std::vector<std::string> did_;
};

// start -> parallel (left | right) -> after -> end
inline Json two_branches(const std::string& left, const std::string& right) {
  Json steps = begin_with(id("parallel", 2));
  steps[id("parallel", 2)] = {{"type", "parallel"},
                              {"name", "both"},
                              {"next_steps", {id("action", 3), id("action", 5)}},
                              {"on_completion", id("action", 7)}};
  steps[id("action", 3)] = action(left, id("end", 4));
  steps[id("end", 4)] = end;
  steps[id("action", 5)] = action(right, id("end", 6));
  steps[id("end", 6)] = end;
  steps[id("action", 7)] = action("after", id("end", 8));
  steps[id("end", 8)] = end;
  return playbook(steps);
}

inline Json loop(const std::string& body) {
  Json steps = begin_with(id("while-condition", 2));
  steps[id("while-condition", 2)] = {{"type", "while-condition"},
                                     {"condition", "__count__:value < 3"},
                                     {"on_true", id("action", 3)},
                                     {"on_completion", id("end", 5)}};
  steps[id("action", 3)] = action(body, id("end", 4));
  steps[id("end", 4)] = end;
  steps[id("end", 5)] = end;
  return playbook(steps);
}

}  // namespace backstamp::playbook::testing_world
