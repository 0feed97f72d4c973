// For tests and benchmarks: a playbook with loops and parallel branches, run in many runs at once
// on a case store.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/check.h"
#include "casework/store.h"
#include "investigation/case_journal.h"
#include "playbook/runner.h"

namespace backstamp::investigation {

// start -> while (rounds: parallel (one | two) -> three) -> end: 5 invocations a round.
inline playbook::Document durable_playbook(int rounds) {
  const std::string json = R"({
    "type": "playbook", "spec_version": "cacao-2.0", "name": "Durable",
    "id": "playbook--00000000-0000-4000-8000-000000000001",
    "created_by": "identity--00000000-0000-4000-8000-000000000001",
    "created": "2026-01-31T12:00:00.000Z", "modified": "2026-01-31T12:00:00.000Z",
    "playbook_variables": {"__count__": {"type": "integer", "value": "0"}},
    "workflow_start": "start--00000000-0000-4000-8000-000000000001",
    "workflow": {
      "start--00000000-0000-4000-8000-000000000001": {"type": "start",
        "on_completion": "while-condition--00000000-0000-4000-8000-000000000002"},
      "while-condition--00000000-0000-4000-8000-000000000002": {"type": "while-condition",
        "condition": "__count__:value < ROUNDS",
        "on_true": "parallel--00000000-0000-4000-8000-000000000003",
        "on_completion": "end--00000000-0000-4000-8000-000000000010"},
      "parallel--00000000-0000-4000-8000-000000000003": {"type": "parallel",
        "next_steps": ["action--00000000-0000-4000-8000-000000000004",
                       "action--00000000-0000-4000-8000-000000000006"],
        "on_completion": "action--00000000-0000-4000-8000-000000000008"},
      "action--00000000-0000-4000-8000-000000000004": {"type": "action", "AGENT": "",
        "on_completion": "end--00000000-0000-4000-8000-000000000005"},
      "end--00000000-0000-4000-8000-000000000005": {"type": "end"},
      "action--00000000-0000-4000-8000-000000000006": {"type": "action", "AGENT": "",
        "on_completion": "end--00000000-0000-4000-8000-000000000007"},
      "end--00000000-0000-4000-8000-000000000007": {"type": "end"},
      "action--00000000-0000-4000-8000-000000000008": {"type": "action", "AGENT": "",
        "out_args": ["__count__"],
        "on_completion": "end--00000000-0000-4000-8000-000000000009"},
      "end--00000000-0000-4000-8000-000000000009": {"type": "end"},
      "end--00000000-0000-4000-8000-000000000010": {"type": "end"}
    },
    "agent_definitions": {"x-tester--00000000-0000-4000-8000-000000000001":
      {"type": "x-tester", "name": "Us"}}
  })";
  std::string text = json;
  const auto replace_all = [&](const std::string& what, const std::string& with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size()) {
      text.replace(at, what.size(), with);
    }
  };
  replace_all("ROUNDS", std::to_string(rounds));
  replace_all(R"("AGENT": "")", R"("commands": [{"type": "x-test", "command": "turn"}],)"
                                R"("agent": "x-tester--00000000-0000-4000-8000-000000000001")");
  auto document = playbook::parse(text);
  CHECK(document.has_value());
  CHECK(playbook::validate(*document).empty());
  return std::move(*document);
}

// Counts the rounds: each command answers the number of its round.
class CountingCommands final : public playbook::Commands {
 public:
  std::string refusal(const playbook::Command&, const playbook::Definition*,
                      const playbook::Definition*) const override {
    return "";
  }
  playbook::CommandOutcome run(const playbook::Invocation& invocation, const playbook::Command&,
                               const playbook::Variables&) override {
    ++calls;
    playbook::CommandOutcome outcome;
    const auto from = invocation.id.find('/') + 1;
    outcome.out["__count__"].value =
        invocation.id.substr(from, invocation.id.find('/', from) - from);
    return outcome;
  }

  std::atomic<std::size_t> calls = 0;
};

inline playbook::RunId durable_run(int number) {
  return playbook::RunId(Uuid::of_hash("durable run " + std::to_string(number)));
}

// Runs numbers [first, first + count) each on a thread of its own, to their ends. False when one
// did not end as finished.
inline bool run_all(casework::Store& store, const playbook::Document& document, int first,
                    int count) {
  CaseJournal journal(store);
  CountingCommands commands;
  const SystemClock clock;
  std::atomic<bool> all_finished = true;
  std::vector<std::jthread> threads;
  for (int number = first; number < first + count; ++number) {
    threads.emplace_back([&, number] {
      playbook::Runner runner(journal, commands, clock);
      const auto end = runner.run(durable_run(number), document, {}, {});
      if (!end || end->status != playbook::RunStatus::finished) all_finished = false;
    });
  }
  threads.clear();
  return all_finished;
}

}  // namespace backstamp::investigation
