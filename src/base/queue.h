// A bounded queue of values between threads. What bounds it is the sum of the values' weights: one
// each, or what `weight` says, such as bytes.
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
  using Weight = std::size_t (*)(const T&);

  explicit Queue(
      std::size_t weight_max, Weight weight = [](const T&) { return std::size_t{1}; })
      : weight_max_(weight_max), weight_(weight) {}

  // Waits for room; a value heavier than the bound has the queue for itself. False when the queue
  // was closed or `stop` was requested; the value is dropped.
  bool push(T value, std::stop_token stop = {}) {
    const std::size_t weight = weight_(value);
    std::unique_lock lock(mutex_);
    const bool ready = room_.wait(
        lock, stop, [&] { return closed_ || items_.empty() || held_ + weight <= weight_max_; });
    if (!ready || closed_) return false;
    held_ += weight;
    items_.push_back(std::move(value));
    values_.notify_one();
    return true;
  }

  // Waits for a value. Nothing when the queue is closed and empty, or `stop` was requested.
  std::optional<T> pop(std::stop_token stop = {}) {
    std::unique_lock lock(mutex_);
    const bool ready = values_.wait(lock, stop, [&] { return closed_ || !items_.empty(); });
    if (!ready || items_.empty()) return std::nullopt;
    held_ -= weight_(items_.front());
    std::optional<T> value(std::move(items_.front()));
    items_.pop_front();
    room_.notify_all();
    return value;
  }

  // No more values come in; those inside can still be taken.
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    values_.notify_all();
    room_.notify_all();
  }

 private:
  const std::size_t weight_max_;
  const Weight weight_;
  std::mutex mutex_;
  std::condition_variable_any values_, room_;  // are there
  std::deque<T> items_;
  std::size_t held_ = 0;  // weight of items_
  bool closed_ = false;
};

}  // namespace backstamp
