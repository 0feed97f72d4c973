// For tests: a journal in memory that can fail or crash at each append, and commands that answer
// as a seed says.
#pragma once

#include <any>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
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
  Result<void> append(RunId, std::span<const Finding> added) override {
    const Fate what = fate ? fate(appends++) : Fate::written;
    if (what == Fate::crash_before) throw Crash();
    if (what == Fate::unavailable) return fail(Fault::unavailable, "the store is away");
    for (const auto& [entry, found] : added) {
      if (entry.sequence != static_cast<std::int64_t>(entries.size()) + 1) {
        return fail(Fault::conflict, "sequence taken");
      }
      entries.push_back(entry);
      if (found.has_value()) findings.push_back(std::any_cast<std::string>(found));
    }
    if (what == Fate::crash_after) throw Crash();
    return {};
  }
  Result<std::vector<Reply>> replies(RunId) override {
    const std::scoped_lock lock(*said_mutex_);
    return said;
  }
  void say(Reply reply) {
    const std::scoped_lock lock(*said_mutex_);
    reply.position = static_cast<std::int64_t>(said.size()) + 1;
    said.push_back(std::move(reply));
  }

  std::vector<Entry> entries;
  std::vector<std::string> findings;
  std::vector<Reply> said;
  std::function<Fate(std::size_t)> fate;
  std::size_t appends = 0;

 private:
  std::shared_ptr<std::mutex> said_mutex_ = std::make_shared<std::mutex>();
};

class MemoryShelf final : public Shelf {
 public:
  void add(Document document) {
    documents.push_back(std::make_shared<const Document>(std::move(document)));
  }
  std::shared_ptr<const Document> find(const std::string& wanted,
                                       const std::string& version) const override {
    std::shared_ptr<const Document> newest;
    for (const auto& document : documents) {
      if (document->id != wanted || (!version.empty() && document->version != version)) continue;
      if (!newest || newest->version < document->version) newest = document;
    }
    return newest;
  }

  std::vector<std::shared_ptr<const Document>> documents;
};

class ScriptedCommands final : public Commands {
 public:
  std::string refusal(const Command& command, const Definition*, const Definition*) const override {
    if (command.type == "x-test") return "";
    return "unknown command " + command.command + " of type " + command.type;
  }
  Repeat repeat(const Command& command) const override {
    return command.command.starts_with("once") ? Repeat::asked : Repeat::harmless;
  }
  CommandOutcome run(const Invocation& invocation, const Command& command,
                     const Variables& variables) override {
    {
      const std::scoped_lock lock(mutex_);
      calls.push_back(invocation.id);
    }
    return answer(invocation, command, variables);
  }

  std::vector<std::string> calls;
  std::function<CommandOutcome(const Invocation&, const Command&, const Variables&)> answer =
      [](const Invocation&, const Command&, const Variables&) { return CommandOutcome{}; };

 private:
  std::mutex mutex_;
};

// Stands, or with `running` goes on by 100 ms each time it is read; may be set from any thread.
class SettableClock final : public Clock {
 public:
  Time now() const override { return Time(Duration(now_ms_ += running ? 100 : 0)); }
  void advance(Duration by) { now_ms_ += by.count(); }

  std::atomic<bool> running = false;

 private:
  mutable std::atomic<std::int64_t> now_ms_{Duration(std::chrono::hours(24 * 365 * 50)).count()};
};

// Goes on by a second each time it is read, so that waiting on it ends.
class SteppingClock final : public Clock {
 public:
  Time now() const override { return now_ += std::chrono::seconds(1); }

 private:
  mutable Time now_{std::chrono::hours(24 * 365 * 50)};
};

}  // namespace backstamp::playbook::testing_world
