#include "investigation/run_share.h"

#include "base/log.h"

namespace backstamp::investigation {
namespace {

using casework::InvestigationId;
using casework::Session;

constexpr std::size_t runs_a_look_max = 10'000;

void complain(const std::string& what, const Error& error) {
  log(LogLevel::error, what, {{"why", error.what}});
}

}  // namespace

RunShare::RunShare(casework::Store& store, const Clock& clock, Node node,
                   std::function<void(InvestigationId)> offer)
    : store_(store), clock_(clock), node_(std::move(node)), offer_(std::move(offer)) {}

RunShare::~RunShare() {
  stop();
  const auto freed = store_.transact([&](Session& session) -> Result<void> {
    TRY(free_runs_of(session, node_.name));
    return {};
  });
  if (!freed) complain("runs not let go of", freed.error());
}

void RunShare::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void RunShare::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

Result<bool> RunShare::claim(InvestigationId id) {
  return store_.writing<bool>([&](Session& session) { return claim_run(session, id, node_.name); });
}

Result<bool> RunShare::release(InvestigationId id, std::optional<Time> wake) {
  return store_.writing<bool>(
      [&](Session& session) { return release_run(session, id, node_.name, wake); });
}

Result<void> RunShare::end(InvestigationId id) {
  return store_.transact([&](Session& session) { return end_claim(session, id, node_.name); });
}

void RunShare::watch(const std::stop_token& stop) {
  const auto freed = store_.transact([&](Session& session) -> Result<void> {
    TRY(free_runs_of(session, node_.name));
    return node_.alone ? free_all_runs(session) : Result<void>();
  });
  if (!freed) complain("runs of before not freed", freed.error());
  Time now = Time::max();  // at the start all: a call for one may have been lost with the process
  while (!stop.stop_requested()) {
    if (const auto looked = look(now); !looked) complain("runs not looked at", looked.error());
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, node_.look, [] { return false; });
    now = clock_.now();
  }
}

Result<void> RunShare::look(Time now) {
  if (!node_.alone) {
    TRY(store_.transact([&](Session& session) { return beat(session, node_.name); }));
    TRY(free_lost());
  }
  const auto free = TRY(store_.reading<std::vector<InvestigationId>>(
      [&](Session& session) { return free_runs(session, now, runs_a_look_max); }));
  for (const InvestigationId& id : free) offer_(id);
  return {};
}

Result<void> RunShare::free_lost() {
  const auto beats = TRY(store_.reading<std::vector<casework::NodeBeat>>(casework::list_beats));
  for (const casework::NodeBeat& other : beats) {
    if (other.node == node_.name) continue;
    const auto [seen, fresh] = others_.try_emplace(other.node);
    if (fresh || seen->second.beat != other.beat) {
      seen->second = {.beat = other.beat, .lost = deadline_in(node_.lost_after)};
      continue;
    }
    if (std::chrono::steady_clock::now() < seen->second.lost) continue;
    const auto runs = TRY(store_.writing<std::int64_t>(
        [&](Session& session) { return free_runs_of(session, other.node); }));
    log(LogLevel::error, "node lost, its runs go on elsewhere",
        {{"node", other.node}, {"runs", std::to_string(runs)}});
    others_.erase(other.node);
  }
  return {};
}

}  // namespace backstamp::investigation
