// Durable steps a second, with the disk synced: 1 and 100 runs at once, on SQLite and PostgreSQL;
// the time from opening the store until a hundred interrupted runs have all gone on; and, as a
// bound for who commits each step alone, how often the disk syncs.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <latch>
#include <set>

#include "base/file.h"

#include "casework/private_postgresql.h"
#include "investigation/durable_runs.h"

namespace backstamp::investigation {
namespace {

constexpr int rounds = 10, steps_a_run = 1 + 4 * rounds;

struct Bench {
  explicit Bench(bool postgresql) {
    if (postgresql) {
      server =
          std::move(*casework::PrivatePostgresql::start(casework::PrivatePostgresql::Disk::synced));
      url = server->url();
    } else {
      std::string name = "/var/tmp/bs-bench-XXXXXX";
      folder = ::mkdtemp(name.data());
      url = "sqlite://" + folder.string() + "/cases.db";
    }
    store = std::move(*casework::Store::open(url));
  }
  ~Bench() {
    store.reset();
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }

  std::filesystem::path folder;
  std::unique_ptr<casework::PrivatePostgresql> server;
  std::string url;
  std::unique_ptr<casework::Store> store;
};

Bench& bench(bool postgresql) {
  static Bench sqlite(false);
  if (!postgresql) return sqlite;
  static Bench other(true);
  return other;
}

int next_run = 0;

void durable_steps(benchmark::State& state) {
  Bench& at = bench(state.range(0) == 1);
  const int runs = static_cast<int>(state.range(1));
  const playbook::Document document = durable_playbook(rounds);
  for (auto _ : state) {
    if (!run_all(*at.store, document, next_run, runs)) state.SkipWithError("a run failed");
    next_run += runs;
  }
  state.SetItemsProcessed(state.iterations() * runs * steps_a_run);
  state.counters["ms_a_step"] =
      benchmark::Counter(static_cast<double>(state.iterations() * steps_a_run),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(durable_steps)
    ->ArgNames({"postgresql", "runs"})
    ->ArgsProduct({{0, 1}, {1, 100}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// What one step alone costs the disk at least: a page appended and synced, where SQLite lies too.
void disk_syncs(benchmark::State& state) {
  std::string name = "/var/tmp/bs-sync-XXXXXX";
  const Fd file(::mkstemp(name.data()));
  const std::string page(4096, 'x');
  for (auto _ : state) {
    const bool written = ::write(file.get(), page.data(), page.size()) > 0;
    if (!written || ::fdatasync(file.get()) != 0) state.SkipWithError("cannot write and sync");
  }
  ::unlink(name.c_str());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(disk_syncs)->UseRealTime()->Unit(benchmark::kMillisecond);

// Stops each run at its first command of the tenth round.
class StoppingCommands final : public playbook::Commands {
 public:
  explicit StoppingCommands(std::stop_source stop) : stop_(std::move(stop)) {}
  std::string refusal(const playbook::Command&, const playbook::Definition*,
                      const playbook::Definition*) const override {
    return "";
  }
  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& in) override {
    if (invocation.id.find("/10/") != std::string::npos) stop_.request_stop();
    return counting_.run(invocation, command, in);
  }

 private:
  std::stop_source stop_;
  CountingCommands counting_;
};

// Until each of the runs has its first entry after the crash on disk: the rest is not waited for.
class FirstSteps final : public playbook::Commands {
 public:
  explicit FirstSteps(int runs) : left_(runs) {}
  std::string refusal(const playbook::Command&, const playbook::Definition*,
                      const playbook::Definition*) const override {
    return "";
  }
  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& in) override {
    const std::scoped_lock lock(mutex_);
    if (seen_.insert(invocation.run).second && --left_ == 0) all_.count_down();
    return counting_.run(invocation, command, in);
  }
  void wait() { all_.wait(); }

 private:
  std::mutex mutex_;
  std::set<playbook::RunId> seen_;
  int left_;
  std::latch all_{1};
  CountingCommands counting_;
};

void resume(benchmark::State& state) {
  Bench& at = bench(state.range(0) == 1);
  constexpr int runs = 100;
  const playbook::Document document = durable_playbook(rounds);
  const SystemClock clock;
  for (auto _ : state) {
    state.PauseTiming();
    {
      CaseJournal journal(*at.store);
      for (int number = next_run; number < next_run + runs; ++number) {
        const std::stop_source stop;
        StoppingCommands commands(stop);
        playbook::Runner runner(journal, commands, clock);
        (void)runner.run(durable_run(number), document, {}, stop.get_token());
      }
      at.store.reset();
    }
    FirstSteps commands(runs);
    state.ResumeTiming();
    at.store = std::move(*casework::Store::open(at.url));
    CaseJournal journal(*at.store);
    std::vector<std::jthread> threads;
    for (int number = next_run; number < next_run + runs; ++number) {
      threads.emplace_back([&, number] {
        (void)playbook::Runner(journal, commands, clock).run(durable_run(number), document, {}, {});
      });
    }
    commands.wait();
    state.PauseTiming();
    threads.clear();
    state.ResumeTiming();
    next_run += runs;
  }
}
BENCHMARK(resume)
    ->ArgName("postgresql")
    ->Arg(0)
    ->Arg(1)
    ->UseRealTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace backstamp::investigation
