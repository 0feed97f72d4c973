// Random playbooks under random faults: whatever crashes, the end is that of a run without crashes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "playbook/testing_world.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;
using namespace testing_world;

std::string id(const std::string& type, int number) {
  const std::string digits = std::to_string(number);
  return type + "--00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

class PlaybookMaker {
 public:
  explicit PlaybookMaker(unsigned seed) : random_(seed) {}

  Json playbook() {
    const std::string first = branch(/*depth=*/0);
    const std::string start = add("start", {{"type", "start"}, {"on_completion", first}});
    Json result = {
        {"type", "playbook"},
        {"spec_version", "cacao-2.0"},
        {"id", id("playbook", 1)},
        {"name", "Random"},
        {"created_by", id("identity", 1)},
        {"created", "2026-01-31T12:00:00.000Z"},
        {"modified", "2026-01-31T12:00:00.000Z"},
        {"playbook_variables",
         {{"__a__", {{"type", "integer"}, {"value", "2"}}},
          {"__b__", {{"type", "string"}, {"value", "x"}}}}},
        {"workflow_start", start},
        {"agent_definitions", {{id("x-tester", 1), {{"type", "x-tester"}, {"name", "Us"}}}}}};
    if (one_in(2)) result["workflow_exception"] = branch(/*depth=*/2);
    result["workflow"] = workflow_;
    return result;
  }

 private:
  bool one_in(int n) { return std::uniform_int_distribution(1, n)(random_) == 1; }
  std::string add(const std::string& type, const Json& step) {
    const std::string name = id(type, ++number_);
    workflow_[name] = step;
    return name;
  }

  // Steps from the last, an end of its own, to the first, which is returned.
  std::string branch(int depth) {
    std::string next = add("end", {{"type", "end"}});
    for (int left = std::uniform_int_distribution(1, 4)(random_); left > 0; --left) {
      next = depth < 3 && one_in(3) ? condition(next, depth) : action(next);
    }
    return next;
  }

  void lead_on(Json& step, const std::string& next) {
    if (one_in(3)) {
      step["on_completion"] = next;
      return;
    }
    step["on_success"] = next;
    if (one_in(2)) step["on_failure"] = next;
  }

  std::string action(const std::string& next) {
    Json step = {{"type", "action"},
                 {"agent", id("x-tester", 1)},
                 {"out_args", {"__a__", "__b__"}},
                 {"commands", {{{"type", "x-test"}, {"command", "one"}}}}};
    if (one_in(4)) step["commands"].push_back({{"type", "x-test"}, {"command", "two"}});
    if (one_in(4)) {
      step["step_variables"] = {{"__b__", {{"type", "string"}, {"value", "mine"}}}};
    }
    lead_on(step, next);
    return add("action", step);
  }

  std::string condition(const std::string& next, int depth) {
    static const char* const conditions[] = {"__a__:value > 4", "__b__:value = 'x'",
                                             "__a__:value < 8 AND NOT __b__:value LIKE '%7%'"};
    Json step = {{"type", "if-condition"},
                 {"condition", conditions[std::uniform_int_distribution(0, 2)(random_)]},
                 {"on_true", branch(depth + 1)}};
    if (one_in(2)) step["on_false"] = branch(depth + 1);
    if (one_in(3)) step["step_variables"] = {{"__b__", {{"type", "string"}, {"value", "near"}}}};
    lead_on(step, next);
    return add("if-condition", step);
  }

  std::mt19937 random_;
  Json workflow_ = Json::object();
  int number_ = 0;
};

// The outcome depends on the seed, the invocation and what is handed in, on nothing else.
CommandOutcome outcome_for(unsigned seed, const Invocation& invocation,
                           const Variables& variables) {
  const std::uint64_t chance = hash64(invocation.id + variables.at("__a__").value, seed);
  CommandOutcome outcome;
  outcome.succeeded = chance % 5 != 0;
  if (!outcome.succeeded) outcome.why = "chance";
  outcome.out["__a__"].value = chance % 11 == 0 ? "no number" : std::to_string(chance % 10);
  if (chance % 3 == 0) outcome.out["__b__"].value = "b" + std::to_string(chance % 100);
  outcome.findings = std::any(invocation.id);
  return outcome;
}

struct Outcome {
  RunEnd end;
  std::vector<std::string> trail;  // kind, invocation and detail; without what was resumed
  std::vector<std::string> findings;
};

Outcome outcome_of(const RunEnd& end, const MemoryJournal& journal) {
  Outcome outcome{end, {}, journal.findings};
  for (const Entry& entry : journal.entries) {
    if (entry.kind == EntryKind::step_resumed) continue;
    outcome.trail.push_back(std::string(name_of(entry.kind)) + " " + entry.invocation + " " +
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
  for (const auto& [invocation, times] : started) EXPECT_EQ(times, 1) << invocation;
  for (const auto& [invocation, times] : finished) {
    EXPECT_EQ(times, 1) << invocation;
    EXPECT_EQ(started[invocation], 1) << invocation;
  }
}

// Runs again after each crash and each failure of the store, as a restarted process would.
Outcome run_to_the_end(const Document& document, unsigned seed,
                       const std::function<Fate(std::size_t)>& fate, bool crash_in_commands) {
  MemoryJournal journal;
  journal.fate = fate;
  ScriptedCommands commands;
  std::mt19937 random(seed);
  commands.answer = [&](const Invocation& invocation, const Command&, const Variables& in) {
    if (crash_in_commands && random() % 7 == 0) throw Crash();
    return outcome_for(seed, invocation, in);
  };
  const SteppingClock clock;
  for (int attempt = 0; attempt < 10'000; ++attempt) {
    try {
      const auto end = Runner(journal, commands, clock).run(RunId(), document, {}, {});
      if (end) {
        expect_each_invocation_once(journal);
        return outcome_of(*end, journal);
      }
      EXPECT_EQ(end.error().fault, Fault::unavailable) << end.error().what;
    } catch (const Crash&) {
    }
  }
  ADD_FAILURE() << "the run never ended";
  return {};
}

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

class Simulation : public testing::TestWithParam<unsigned> {};

TEST_P(Simulation, ACrashAnywhereChangesNothing) {
  const unsigned seed = GetParam();
  const auto document = parse(PlaybookMaker(seed).playbook().dump());
  ASSERT_TRUE(document) << document.error().what;
  ASSERT_TRUE(validate(*document).empty()) << validate(*document)[0].what;
  const Outcome calm = run_to_the_end(*document, seed, nullptr, /*crash_in_commands=*/false);
  ASSERT_FALSE(calm.trail.empty());

  // One crash, after each append in turn and before it.
  for (std::size_t at = 0; at < calm.trail.size(); ++at) {
    for (const Fate fate : {Fate::crash_after, Fate::crash_before}) {
      const auto once = [&](std::size_t append) { return append == at ? fate : Fate::written; };
      expect_equal(calm, run_to_the_end(*document, seed, once, /*crash_in_commands=*/false));
    }
  }
  // A storm: half of all appends go wrong, and commands crash too.
  std::mt19937 random(seed);
  const auto storm = [&](std::size_t) {
    const unsigned chance = random() % 8;
    return chance < 3 ? static_cast<Fate>(chance + 1) : Fate::written;
  };
  expect_equal(calm, run_to_the_end(*document, seed, storm, /*crash_in_commands=*/true));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Simulation, testing::Range(1u, 31u));

}  // namespace
}  // namespace backstamp::playbook
