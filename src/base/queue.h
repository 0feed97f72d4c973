// A bounded queue of values between threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>

namespace backstamp {

template <class T>
class Queue {
 public:
  explicit Queue(std::size_t items_max) : items_max_(items_max) {}

  // Waits for room. False when the queue was closed or `stop` was requested; the value is dropped.
  bool push(T value, std::stop_token stop = {}) {
    std::unique_lock lock(mutex_);
    const bool ready =
        changed_.wait(lock, stop, [&] { return closed_ || items_.size() < items_max_; });
    if (!ready || closed_) return false;
    items_.push_back(std::move(value));
    changed_.notify_all();
    return true;
  }

  // Waits for a value. Nothing when the queue is closed and empty, or `stop` was requested.
  std::optional<T> pop(std::stop_token stop = {}) {
    std::unique_lock lock(mutex_);
    const bool ready = changed_.wait(lock, stop, [&] { return closed_ || !items_.empty(); });
    if (!ready || items_.empty()) return std::nullopt;
    std::optional<T> value(std::move(items_.front()));
    items_.pop_front();
    changed_.notify_all();
    return value;
  }

  // No more values come in; those inside can still be taken.
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  const std::size_t items_max_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace backstamp
