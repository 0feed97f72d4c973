#include "investigation/policies/policy_watch.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "casework/alert_policy_table.h"
#include "investigation/policies/policy_hunt.h"

namespace backstamp::investigation {
namespace {

constexpr std::chrono::seconds round{5};
constexpr std::chrono::seconds overlap{10};
constexpr std::size_t alerts_max = 1'000;  // of one policy in one round

class Watch final : public PolicyWatch {
 public:
  explicit Watch(PolicyWatchTools tools)
      : tools_(std::move(tools)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void look() override {
    {
      const std::scoped_lock lock(mutex_);
      asked_ = true;
    }
    changed_.notify_all();
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      look_at_all(stop);
      std::unique_lock lock(mutex_);
      changed_.wait_until(lock, stop, deadline_in(round), [&] { return asked_; });
      asked_ = false;
    }
  }

  void look_at_all(const std::stop_token& stop) {
    std::map<std::string, std::vector<EventPolicy>> by_table;
    for (EventPolicy& policy : tools_.policies.all()) {
      if (policy.enabled) by_table[policy.table].push_back(std::move(policy));
    }
    for (const auto& [table, policies] : by_table) {
      if (stop.stop_requested()) return;
      const auto looked = look_at(table, policies);
      // The engine may be starting: the next round finds the same rows.
      if (!looked && looked.error().fault != Fault::unavailable)
        log(LogLevel::warning, "alert policies not applied",
            {{"table", table}, {"why", looked.error().what}});
    }
  }

  Result<void> set_mark(const std::string& table, Time mark) {
    return tools_.store.transact(
        [&](casework::Session& session) { return set_policy_mark(session, table, mark); });
  }

  // Rows come in nearly by order of IngestedAt: two batches that were taken over at once may change
  // places. So a little of what was looked at is looked at again; the same alert is raised once.
  Result<void> look_at(const std::string& table, const std::vector<EventPolicy>& policies) {
    const PolicyHunt hunt(tools_.hunting, tools_.clock.now());
    const PolicyHunt::Extent extent = TRY(hunt.extent(table));
    const auto mark = TRY(tools_.store.reading<std::optional<Time>>(
        [&](casework::Session& session) { return policy_mark(session, table); }));
    // What was there before policies were is looked at by a replay, if anybody wants to.
    if (!mark) return set_mark(table, extent.newest);
    std::int64_t& seen = rows_seen_[table];
    if (extent.newest <= *mark && extent.rows == seen) return {};
    for (const EventPolicy& policy : policies)
      TRY(apply(policy, TRY(hunt.on_arrival(policy, *mark - overlap, extent.newest))));
    seen = extent.rows;
    return set_mark(table, extent.newest);
  }

  Result<void> apply(const EventPolicy& policy, const Fired& fired) {
    if (fired.cut_off || fired.firings.size() > alerts_max) {
      log(LogLevel::error, "alert policy fires too often, not all of it was looked at",
          {{"policy", policy.id}, {"alerts", fired.firings.size()}});
    }
    for (std::size_t i = 0; i < std::min(fired.firings.size(), alerts_max); ++i)
      TRY(tools_.raise(policy, fired.firings[i]));
    return {};
  }

  const PolicyWatchTools tools_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool asked_ = false;
  std::map<std::string, std::int64_t> rows_seen_;  // by table; of the thread alone
  std::jthread thread_;                            // last: it uses all of the above
};

}  // namespace

std::unique_ptr<PolicyWatch> PolicyWatch::start(PolicyWatchTools tools) {
  return std::make_unique<Watch>(std::move(tools));
}

}  // namespace backstamp::investigation
