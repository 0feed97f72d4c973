// Copies a second, with every sync a mail administrator may count on. On a real disk: set
// TEST_TMPDIR to choose it.
#include <benchmark/benchmark.h>

#include "action/organisation_on_disk.h"

namespace backstamp::action {
namespace {

const casework::Decision analyst{.by = "bench", .at = {}, .comment = "", .verdict = ""};

std::filesystem::path disk() {
  const char* chosen = std::getenv("TEST_TMPDIR");
  return chosen ? std::filesystem::path(chosen) : std::filesystem::temp_directory_path();
}

struct Case {
  explicit Case(int copies, int users) : organisation(users, disk()) {
    std::vector<casework::ActionTarget> targets;
    for (int i = 0; i < copies; ++i) targets.push_back(organisation.deliver(i, i % users));
    store = organisation.open_store();
    id = organisation.recommend(*store, targets);
    executor = organisation.start(*store);
  }

  OrganisationOnDisk organisation;
  std::unique_ptr<casework::Store> store;
  casework::ActionId id;
  std::unique_ptr<Executor> executor;
};

double seconds_of(const std::function<void()>& work) {
  const auto started = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

void finish(benchmark::State& state, Case& at, casework::ActionStatus expected) {
  const auto waited = at.executor->wait(at.id, deadline_in(std::chrono::minutes(10)));
  if (!waited || action_in(*at.store, at.id).status != expected) state.SkipWithError("not done");
}

// Arguments: copies, mailboxes.
void remove_copies(benchmark::State& state) {
  for (auto _ : state) {
    Case at(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    state.SetIterationTime(seconds_of([&] {
      if (!at.executor->approve(at.id, analyst)) state.SkipWithError("not approved");
      finish(state, at, casework::ActionStatus::done);
    }));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void restore_copies(benchmark::State& state) {
  for (auto _ : state) {
    Case at(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    if (!at.executor->approve(at.id, analyst)) state.SkipWithError("not approved");
    finish(state, at, casework::ActionStatus::done);
    state.SetIterationTime(seconds_of([&] {
      if (!at.executor->undo(at.id, analyst)) state.SkipWithError("not decided");
      finish(state, at, casework::ActionStatus::undone);
    }));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// One message in a mailbox of that many others, with and without a hint.
void find_in_mailbox(benchmark::State& state) {
  OrganisationOnDisk organisation(1, disk());
  for (int i = 0; i < state.range(0); ++i) organisation.deliver(i, 0);
  const auto target = organisation.deliver(999'999, 0);
  const message::NetworkMessageId id(target.copy.network_message_id);
  platform::Hint hint;
  if (state.range(1) == 1) hint = {.folder = target.folder, .name = target.name};
  for (auto _ : state) {
    state.PauseTiming();
    const platform::Maildirs fresh({{address_of(0), organisation.mail.maildir("user0")}});
    state.ResumeTiming();
    const auto places = fresh.find(address_of(0), id, hint);
    if (!places || places->size() != 1) state.SkipWithError("not found");
  }
}

BENCHMARK(remove_copies)
    ->Args({500, 500})
    ->Args({500, 50})
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(restore_copies)
    ->Args({500, 500})
    ->Args({500, 50})
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(find_in_mailbox)
    ->ArgNames({"letters", "hint"})
    ->Args({5'000, 0})
    ->Args({5'000, 1})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace backstamp::action
