#include "rejudging/rejudger.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "casework/feed_table.h"
#include "casework/indicator_table.h"
#include "casework/judging_state_table.h"
#include "rejudging/judging_states.h"

namespace backstamp::rejudging {
namespace {

using casework::Rejudging;

constexpr Duration expiry_every{10'000};
constexpr Duration engines_every{600'000};
constexpr std::chrono::seconds health_max{10}, arrivals_max{60};
constexpr Duration retry_first{1'000}, retry_max{60'000};

// The same for the same end of the same entry, so that it is judged once.
casework::RejudgingId expiry_id(const casework::Indicator& entry) {
  return casework::RejudgingId(Uuid::of_hash("expired " + entry.id.value().text() + " " +
                                             rfc3339(entry.expires.value_or(Time()))));
}

class ThreadRejudger final : public Rejudger {
 public:
  explicit ThreadRejudger(const Tools& tools)
      : tools_(tools), thread_([this](std::stop_token stop) { work(stop); }) {}

  void look() override {
    const std::scoped_lock lock(mutex_);
    wanted_ = true;
    changed_.notify_all();
  }

 private:
  void work(std::stop_token stop) {
    Duration retry = retry_first;
    while (!stop.stop_requested()) {
      begin_expired();
      begin_reading(stop);
      const bool well = run_all(stop);
      retry = well ? retry_first : std::min(retry * 2, retry_max);
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, well ? expiry_every : retry, [&] { return wanted_; });
      wanted_ = false;
    }
  }

  // False when one is to be tried again.
  bool run_all(std::stop_token stop) {
    auto jobs = tools_.store.reading<std::vector<Rejudging>>(
        [](casework::Session& session) { return running_rejudgings(session); });
    if (!jobs) {
      log(LogLevel::error, "re-judgings not read", {{"why", jobs.error().what}});
      return false;
    }
    for (Rejudging& job : *jobs) {
      if (stop.stop_requested()) return true;
      const auto done = run(job, tools_, stop);
      if (done || done.error().fault == Fault::cancelled) continue;
      log(LogLevel::warning, "re-judging not finished",
          {{"id", job.id.value().text()}, {"why", done.error().what}});
      if (!give_up(job, done.error())) return false;
    }
    return true;
  }

  // What the stores refuse for good is not tried for ever; a store that is away or full comes back.
  bool give_up(Rejudging& job, const Error& error) {
    if (error.fault != Fault::invalid && error.fault != Fault::corrupt) return false;
    job.status = "Failed";
    job.why = error.what;
    job.ended = tools_.clock.now();
    const auto kept = tools_.store.transact(
        [&](casework::Session& session) { return put_rejudging(session, job); });
    return kept.has_value();
  }

  // Rules and engines that are others now; arrivals that the engines were not asked about.
  void begin_reading(const std::stop_token& stop) {
    const auto now = std::chrono::steady_clock::now();
    Result<void> begun;
    if (now >= next_look_ || an_engine_was_unheard()) {
      const auto engines = tools_.engines.health(deadline_in(health_max));
      engines_set_up_ = std::ranges::any_of(engines, [](const verdict::EngineHealth& engine) {
        return engine.state != verdict::EngineState::off;
      });
      next_look_ = now + engines_every;
      begun = begin_for_changes(tools_.store, engines, tools_.clock.now());
    }
    if (begun && engines_set_up_ && !stop.stop_requested()) begun = begin_with_arrivals();
    if (!begun) log(LogLevel::warning, "engines not asked", {{"why", begun.error().what}});
  }

  bool an_engine_was_unheard() const {
    const auto unheard = tools_.store.reading<bool>(
        [](casework::Session& session) { return is_a_judging_state_empty(session); });
    return unheard && *unheard;
  }

  Result<void> begin_with_arrivals() {
    const Time until = tools_.clock.now();
    const auto since = TRY(engines_asked_until(tools_.store));
    // What was taken over before `until` is visible then.
    TRY(tools_.writer.flush(deadline_in(arrivals_max)));
    if (since) {
      const auto rows = TRY(tools_.hunting.query(
          {.sql = "SELECT 1 AS Arrived FROM EmailEvents WHERE IngestedAt >= {since:DateTime64(3)} "
                  "AND IngestedAt < {until:DateTime64(3)} LIMIT 1",
           .parameters = {{"since", hunting::time_parameter(*since)},
                          {"until", hunting::time_parameter(until)}},
           .settings = {}},
          deadline_in(arrivals_max)));
      if (rows.size() == 0) return {};
    }
    return begin_for_arrivals(tools_.store, until);
  }

  void begin_expired() {
    const Time now = tools_.clock.now();
    const auto begun = tools_.store.transact([&](casework::Session& session) -> Result<void> {
      for (const casework::Indicator& entry : TRY(list_indicators(session))) {
        if (!entry.expires || *entry.expires > now) continue;
        if (TRY(find_rejudging(session, expiry_id(entry)))) continue;
        Rejudging job = job_for(entry.kind, entry.value, "expired", "system", now);
        job.id = expiry_id(entry);
        TRY(put_rejudging(session, job));
      }
      for (const auto& [feed, entries] : TRY(expire_feed_entries(session, now))) {
        const Rejudging job = job_for("feed", Text::lossy(feed), "expired", "system", now);
        TRY(put_rejudging(session, job));
        TRY(put_changed_entries(session, job.id, entries));
      }
      return {};
    });
    if (!begun) log(LogLevel::error, "expired entries not read", {{"why", begun.error().what}});
  }

  const Tools tools_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool wanted_ = false;
  Deadline next_look_{};  // at the engines' versions
  bool engines_set_up_ = false;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace

Rejudging job_for(std::string kind, Text value, std::string cause, std::string by, Time now) {
  Rejudging job;
  job.id = casework::RejudgingId(Uuid::random());
  job.kind = std::move(kind);
  job.value = std::move(value);
  job.cause = std::move(cause);
  job.requested_by = std::move(by);
  job.requested = now;
  return job;
}

std::unique_ptr<Rejudger> Rejudger::start(const Tools& tools) {
  return std::make_unique<ThreadRejudger>(tools);
}

}  // namespace backstamp::rejudging
