#include "hunting/engine/canceller.h"

#include <vector>

namespace backstamp::hunting::engine {

constexpr Duration between_orders_ms{100};

Canceller::Canceller(std::function<void(const std::string&)> kill)
    : kill_(std::move(kill)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Canceller::~Canceller() = default;  // the thread is stopped and joined first

void Canceller::cancel(const std::string& tag, Deadline not_before) {
  const std::scoped_lock lock(mutex_);
  orders_.emplace(tag, not_before);
  changed_.notify_all();
}

void Canceller::ended(const std::string& tag) {
  const std::scoped_lock lock(mutex_);
  orders_.erase(tag);
}

std::vector<std::string> Canceller::due() {
  const auto now = std::chrono::steady_clock::now();
  std::vector<std::string> tags;
  for (const auto& [tag, not_before] : orders_) {
    if (not_before <= now) tags.push_back(tag);
  }
  return tags;
}

void Canceller::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !orders_.empty(); })) {
    const auto tags = due();
    lock.unlock();
    for (const std::string& tag : tags) kill_(tag);
    lock.lock();
    changed_.wait_for(lock, stop, between_orders_ms, [] { return false; });
  }
}

}  // namespace backstamp::hunting::engine
