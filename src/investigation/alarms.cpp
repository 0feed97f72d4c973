#include "investigation/alarms.h"

#include <algorithm>
#include <vector>

namespace backstamp::investigation {
namespace {

// The clock may be set: it is looked at this often.
constexpr std::chrono::seconds look{1};

}  // namespace

Alarms::Alarms(const Clock& clock, std::function<void(casework::InvestigationId)> ring)
    : clock_(clock), ring_(std::move(ring)) {
  thread_ = std::jthread([this](std::stop_token stop) { watch(std::move(stop)); });
}

void Alarms::set(casework::InvestigationId id, std::optional<Time> at) {
  const std::scoped_lock lock(mutex_);
  due_.erase(id);
  if (at) due_.emplace(id, *at);
  changed_.notify_all();
}

void Alarms::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Alarms::watch(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const Time now = clock_.now();
    std::vector<casework::InvestigationId> over;
    for (const auto& [id, at] : due_) {
      if (at <= now) over.push_back(id);
    }
    for (const casework::InvestigationId& id : over) due_.erase(id);
    lock.unlock();
    for (const casework::InvestigationId& id : over) ring_(id);
    lock.lock();
    if (due_.empty()) {
      changed_.wait(lock, stop, [this] { return !due_.empty(); });
    } else {
      changed_.wait_for(lock, stop, look, [] { return false; });
    }
  }
}

}  // namespace backstamp::investigation
