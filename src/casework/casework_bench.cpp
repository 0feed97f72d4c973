// How fast cases are kept: durable transactions, rows in bulk, and a large cluster.
#include <benchmark/benchmark.h>

#include "casework/action_table.h"
#include "casework/case_samples.h"
#include "casework/investigation_table.h"
#include "casework/private_postgresql.h"
#include "casework/store.h"

namespace backstamp::casework {
namespace {

// A store in a folder or server of its own, on a disk that syncs.
struct Bench {
  explicit Bench(bool postgresql) {
    if (postgresql) {
      server = std::move(*PrivatePostgresql::start(PrivatePostgresql::Disk::synced));
      store = std::move(*Store::open(server->url()));
      return;
    }
    std::string name = "/tmp/bs-bench-XXXXXX";
    folder = ::mkdtemp(name.data());
    store = std::move(*Store::open("sqlite://" + folder.string() + "/cases.db"));
  }
  ~Bench() {
    store.reset();
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }

  std::filesystem::path folder;
  std::unique_ptr<PrivatePostgresql> server;
  std::unique_ptr<Store> store;
};

Bench& bench(const benchmark::State& state) {
  static Bench sqlite(false);
  if (state.range(0) == 0) return sqlite;
  static Bench postgresql(true);
  return postgresql;
}

void write(benchmark::State& state, const std::function<Result<void>(Session&)>& work) {
  const auto done = bench(state).store->transact(work);
  if (!done) state.SkipWithError(done.error().what.c_str());
}

// Each thread one row a transaction.
void transactions(benchmark::State& state) {
  bench(state);  // started before it is timed
  for (auto _ : state) {
    write(state, [](Session& session) { return put_import(session, sample_import()); });
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(transactions)
    ->ArgName("postgresql")
    ->Arg(0)
    ->Arg(1)
    ->Threads(1)
    ->Threads(8)
    ->UseRealTime();

void journal_entries(benchmark::State& state) {
  const auto each = state.range(1);
  const InvestigationId id{Uuid::random()};
  std::int64_t sequence = 0;
  bench(state);
  for (auto _ : state) {
    const std::int64_t start = sequence;
    write(state, [&](Session& session) -> Result<void> {
      sequence = start;
      for (int i = 0; i < each; ++i) {
        TRY(append_journal(session, id, sample_entry(++sequence)));
      }
      return {};
    });
  }
  state.SetItemsProcessed(state.iterations() * each);
}
BENCHMARK(journal_entries)
    ->ArgNames({"postgresql", "each"})
    ->ArgsProduct({{0, 1}, {1, 100}})
    ->UseRealTime();

// Outcomes one call a row, or in one call; 100 a transaction.
void outcomes(benchmark::State& state) {
  constexpr int each = 100;
  const bool at_once = state.range(1) == 1;
  const Action action = sample_action({});
  std::vector<ActionTarget> targets;
  for (int i = 0; i < each; ++i) targets.push_back(sample_target(i));
  write(state, [&](Session& session) -> Result<void> {
    TRY(add_action(session, action, targets));
    return {};
  });
  for (auto _ : state) {
    write(state, [&](Session& session) -> Result<void> {
      if (at_once) return put_targets(session, action.id, targets);
      for (const ActionTarget& target : targets) TRY(put_target(session, action.id, target));
      return {};
    });
  }
  state.SetItemsProcessed(state.iterations() * each);
}
BENCHMARK(outcomes)
    ->ArgNames({"postgresql", "at_once"})
    ->ArgsProduct({{0, 1}, {0, 1}})
    ->UseRealTime();

constexpr int members = 100'000;

void put_large_cluster(benchmark::State& state) {
  const Investigation investigation = sample_investigation();
  write(state, [&](Session& session) { return add_investigation(session, investigation); });
  const Cluster cluster = sample_cluster(investigation.id, members);
  for (auto _ : state) {
    write(state, [&](Session& session) { return put_cluster(session, cluster); });
  }
  state.SetItemsProcessed(state.iterations() * members);
}
BENCHMARK(put_large_cluster)->ArgName("postgresql")->Arg(0)->Arg(1)->UseRealTime()->Iterations(2);

void list_large_cluster(benchmark::State& state) {
  const Investigation investigation = sample_investigation();
  const Cluster cluster = sample_cluster(investigation.id, members);
  write(state, [&](Session& session) -> Result<void> {
    TRY(add_investigation(session, investigation));
    return put_cluster(session, cluster);
  });
  for (auto _ : state) {
    const auto listed = bench(state).store->reading<std::vector<Cluster>>(
        [&](Session& session) { return list_clusters(session, investigation.id, true); });
    if (!listed || listed->front().members.size() != members) state.SkipWithError("not listed");
  }
  state.SetItemsProcessed(state.iterations() * members);
}
BENCHMARK(list_large_cluster)->ArgName("postgresql")->Arg(0)->Arg(1)->UseRealTime()->Iterations(3);

}  // namespace
}  // namespace backstamp::casework
