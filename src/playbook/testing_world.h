// For tests: a journal in memory that can fail or crash at each append, and commands that answer
// as a seed says.
#pragma once

#include <any>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "playbook/runner.h"

namespace backstamp::playbook::testing_world {

// The end of the process, as far as a test can have it; no std::exception, so nobody handles it.
struct Crash {};

// What happens at an append.
enum class Fate { written, crash_before, crash_after, unavailable };

class MemoryJournal final : public Journal {
 public:
  Result<std::vector<Entry>> load(RunId) override { return entries; }
  Result<void> append(RunId, const Entry& entry, const std::any& found) override {
    const Fate what = fate ? fate(appends++) : Fate::written;
    if (what == Fate::crash_before) throw Crash();
    if (what == Fate::unavailable) return fail(Fault::unavailable, "the store is away");
    if (entry.sequence != static_cast<std::int64_t>(entries.size()) + 1) {
      return fail(Fault::conflict, "sequence taken");
    }
    entries.push_back(entry);
    if (found.has_value()) findings.push_back(std::any_cast<std::string>(found));
    if (what == Fate::crash_after) throw Crash();
    return {};
  }

  std::vector<Entry> entries;
  std::vector<std::string> findings;
  std::function<Fate(std::size_t)> fate;
  std::size_t appends = 0;
};

class ScriptedCommands final : public Commands {
 public:
  bool knows(const Command& command) const override { return command.type == "x-test"; }
  CommandOutcome run(const Invocation& invocation, const Command& command,
                     const Variables& variables) override {
    calls.push_back(invocation.id);
    return answer(invocation, command, variables);
  }

  std::vector<std::string> calls;
  std::function<CommandOutcome(const Invocation&, const Command&, const Variables&)> answer =
      [](const Invocation&, const Command&, const Variables&) { return CommandOutcome{}; };
};

// Goes on by a second each time it is read, so that waiting on it ends.
class SteppingClock final : public Clock {
 public:
  Time now() const override { return now_ += std::chrono::seconds(1); }

 private:
  mutable Time now_{std::chrono::hours(24 * 365 * 50)};
};

}  // namespace backstamp::playbook::testing_world
