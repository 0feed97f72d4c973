#include "tap/handling.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/queue.h"
#include "message/network_message_id.h"

namespace backstamp::tap {
namespace {

constexpr std::size_t looks_waiting_max = 64;
constexpr std::chrono::seconds sync_every{1};

// A look that somebody waits for, or waited for.
struct Task {
  std::shared_ptr<const Arrival> arrival;
  std::size_t body_at = 0;
  std::mutex mutex;
  std::condition_variable done;
  std::optional<Findings> findings;
};
using SharedTask = std::shared_ptr<Task>;

class Handler final : public Handling {
 public:
  Handler(Tray& tray, Look look, const HandlingSettings& settings)
      : tray_(tray), look_(std::move(look)), settings_(settings), tasks_(looks_waiting_max) {
    for (unsigned i = 0; look_ && i < settings_.threads; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
    threads_.emplace_back([this](const std::stop_token& stop) { keep_synced(stop); });
  }
  ~Handler() override { tasks_.close(); }

  Answer handle(Arrival arrival, std::size_t body_at) override {
    auto shared = std::make_shared<Arrival>(std::move(arrival));
    Answer answer;
    const auto findings = found(shared, body_at);
    if (findings) answer = answer_to(*findings);
    // The look may still be reading it after its time: what is told is a copy then.
    Arrival told = *shared;
    told.held = answer.hold;
    if (answer.body) {
      told.guard = findings->guard;
      told.network_message_id =
          message::network_message_id(told.letter.substr(0, body_at) + *answer.body).value();
    } else {
      told.network_message_id = message::network_message_id(told.letter).value();
    }
    if (const auto put = tray_.put(to_item(told)); !put) {
      log(LogLevel::error, "message passed without being told",
          {{"queue_id", told.queue_id.str()}, {"why", put.error().what}});
    }
    unsynced_ = true;
    return answer;
  }

 private:
  std::optional<Findings> found(const std::shared_ptr<Arrival>& arrival, std::size_t body_at) {
    if (!look_) return std::nullopt;
    const Deadline deadline = deadline_in(settings_.wait_ms_max);
    const auto task = std::make_shared<Task>();
    task->arrival = arrival;
    task->body_at = body_at;
    std::stop_source no_waiting;  // where all hands are busy, the message goes on
    no_waiting.request_stop();
    if (!tasks_.push(task, no_waiting.get_token())) return not_looked_at(*arrival);
    std::unique_lock lock(task->mutex);
    if (!task->done.wait_until(lock, deadline, [&] { return task->findings.has_value(); })) {
      return not_looked_at(*arrival);
    }
    return std::move(task->findings);
  }

  std::optional<Findings> not_looked_at(const Arrival& arrival) {
    log(LogLevel::warning, "message passed without a look: no time",
        {{"queue_id", arrival.queue_id.str()}});
    return std::nullopt;
  }

  Answer answer_to(const Findings& findings) const {
    Answer answer;
    if (!settings_.verdict_header.empty()) answer.verdict = findings.verdict;
    answer.hold = settings_.hold.contains(findings.verdict);
    answer.body = findings.body;
    return answer;
  }

  void work(const std::stop_token& stop) {
    while (const auto task = tasks_.pop(stop)) {
      Findings findings = look_(*(*task)->arrival, (*task)->body_at);
      const std::scoped_lock lock((*task)->mutex);
      (*task)->findings = std::move(findings);
      (*task)->done.notify_all();
    }
  }

  void keep_synced(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      pause.wait_for(lock, stop, sync_every, [] { return false; });
      if (!unsynced_.exchange(false)) continue;
      const auto synced = tray_.sync();
      if (!synced) log(LogLevel::warning, "arrivals not synced", {{"why", synced.error().what}});
    }
  }

  Tray& tray_;
  const Look look_;
  const HandlingSettings settings_;
  std::atomic<bool> unsynced_{false};
  Queue<SharedTask> tasks_;
  std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace

std::unique_ptr<Handling> Handling::start(Tray& tray, Look look, const HandlingSettings& settings) {
  return std::make_unique<Handler>(tray, std::move(look), settings);
}

}  // namespace backstamp::tap
