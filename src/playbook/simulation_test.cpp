// Random playbooks: their runs are what a plain interpreter makes of them, and under random faults,
// whatever crashes, the end is that of a run without crashes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "playbook/random_playbook.h"
#include "playbook/reference_interpreter.h"
#include "playbook/testing_world.h"

namespace backstamp::playbook {
namespace {

using namespace testing_world;

struct Outcome {
  RunEnd end;
  std::size_t appends = 0;
  // Sorted, as parallel branches come in any order; without what was resumed.
  std::multiset<std::string> trail, findings;
};

Outcome outcome_of(const RunEnd& end, const MemoryJournal& journal) {
  Outcome outcome{end, journal.appends, {}, {journal.findings.begin(), journal.findings.end()}};
  for (const Entry& entry : journal.entries) {
    if (entry.kind == EntryKind::step_resumed) continue;
    outcome.trail.insert(std::string(name_of(entry.kind)) + " " + entry.invocation + " " +
                         entry.detail);
  }
  return outcome;
}

void expect_each_invocation_once(const MemoryJournal& journal) {
  std::map<std::string, int> started, finished;
  for (const Entry& entry : journal.entries) {
    if (entry.kind == EntryKind::step_started) ++started[entry.invocation];
    if (entry.kind == EntryKind::step_finished) ++finished[entry.invocation];
    if (entry.kind == EntryKind::step_resumed) {
      EXPECT_EQ(started[entry.invocation], 1);
    }
  }
  EXPECT_EQ(started, finished);
  for (const auto& [invocation, times] : started) EXPECT_EQ(times, 1) << invocation;
}

struct World {
  explicit World(unsigned from) : seed(from) {
    for (const Json& playbook : PlaybookMaker(seed).playbooks()) {
      json.push_back(playbook);
      auto document = parse(playbook.dump());
      EXPECT_TRUE(document) << document.error().what;
      const auto problems = validate(*document);
      EXPECT_TRUE(problems.empty()) << problems[0].where << ": " << problems[0].what;
      shelf.add(std::move(*document));
    }
  }
  const Document& main() const { return *shelf.documents.front(); }

  // Runs again after each crash and each failure of the store, as a restarted process would.
  Outcome run(const std::function<Fate(std::size_t)>& fate, bool crash_in_commands) {
    journal = {};
    journal.fate = fate;
    ScriptedCommands commands;
    std::mt19937 random(seed);
    std::mutex mutex;
    commands.answer = [&](const Invocation& invocation, const Command&, const Variables& in) {
      if (crash_in_commands) {
        const std::scoped_lock lock(mutex);
        if (random() % 7 == 0) throw Crash();
      }
      std::map<std::string, std::string> values;
      for (const auto& [name, variable] : in) values[name] = variable.value;
      return outcome_for(seed, invocation.id, values);
    };
    const SteppingClock clock;
    for (int attempt = 0; attempt < 10'000; ++attempt) {
      try {
        const auto end = Runner(journal, commands, clock, {}, &shelf).run(RunId(), main(), {}, {});
        if (end) {
          expect_each_invocation_once(journal);
          return outcome_of(*end, journal);
        }
        EXPECT_EQ(end.error().fault, Fault::unavailable) << end.error().what;
        if (end.error().fault != Fault::unavailable) return {};
      } catch (const Crash&) {
      }
    }
    ADD_FAILURE() << "the run never ended";
    return {};
  }

  unsigned seed;
  std::vector<Json> json;
  MemoryShelf shelf;
  MemoryJournal journal;
};

void expect_equal(const Outcome& calm, const Outcome& stormy) {
  EXPECT_EQ(stormy.end.status, calm.end.status);
  EXPECT_EQ(stormy.end.why, calm.end.why);
  EXPECT_EQ(stormy.trail, calm.trail);
  EXPECT_EQ(stormy.findings, calm.findings);
  ASSERT_EQ(stormy.end.variables.size(), calm.end.variables.size());
  for (const auto& [name, variable] : calm.end.variables) {
    EXPECT_EQ(stormy.end.variables.at(name).value, variable.value);
  }
}

std::map<std::string, std::string> finished_in(const MemoryJournal& journal) {
  std::map<std::string, std::string> finished;
  for (const Entry& entry : journal.entries) {
    if (entry.kind != EntryKind::step_finished) continue;
    const Json detail = Json::parse(entry.detail);
    if (detail["status"] == "cancelled") continue;
    finished[entry.invocation] =
        detail["status"] == "succeeded" ? "succeeded" : "failed: " + detail.value("why", "");
  }
  return finished;
}

class Reference : public testing::TestWithParam<unsigned> {};

TEST_P(Reference, ARunIsWhatAPlainInterpreterMakesOfIt) {
  for (unsigned seed = GetParam() * 100; seed < GetParam() * 100 + 100; ++seed) {
    World world(seed);
    if (HasFailure()) FAIL() << "seed " << seed;
    const Outcome outcome = world.run(nullptr, /*crash_in_commands=*/false);
    ReferenceInterpreter interpreter(seed, world.json);
    const auto end = interpreter.run(world.main().id);
    EXPECT_EQ(outcome.end.status, end.failure.empty() ? RunStatus::finished : RunStatus::failed);
    EXPECT_EQ(outcome.end.why, end.failure);
    for (const auto& [name, value] : end.variables) {
      EXPECT_EQ(outcome.end.variables.at(name).value, value) << name;
    }
    EXPECT_EQ(finished_in(world.journal), interpreter.finished);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Hundreds, Reference, testing::Range(0u, 10u));

class Simulation : public testing::TestWithParam<unsigned> {};

TEST_P(Simulation, ACrashAnywhereChangesNothing) {
  World world(GetParam());
  const Outcome calm = world.run(nullptr, /*crash_in_commands=*/false);
  ASSERT_FALSE(calm.trail.empty());

  // One crash, after each append in turn and before it.
  for (std::size_t at = 0; at < calm.appends; ++at) {
    for (const Fate fate : {Fate::crash_after, Fate::crash_before}) {
      const auto once = [&](std::size_t append) { return append == at ? fate : Fate::written; };
      expect_equal(calm, world.run(once, /*crash_in_commands=*/false));
    }
  }
  // A storm: half of all appends go wrong, and commands crash too.
  std::mt19937 random(GetParam());
  const auto storm = [&](std::size_t) {
    const unsigned chance = random() % 8;
    return chance < 3 ? static_cast<Fate>(chance + 1) : Fate::written;
  };
  expect_equal(calm, world.run(storm, /*crash_in_commands=*/true));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Simulation, testing::Range(1u, 31u));

}  // namespace
}  // namespace backstamp::playbook
