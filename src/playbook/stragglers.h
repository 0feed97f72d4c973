// Threads of commands that did not stop when they were told to: kept aside, so that their runs go
// on, and joined as soon as they end.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace backstamp::playbook {

class Stragglers {
 public:
  Stragglers() = default;
  ~Stragglers();  // waits for all of them
  Stragglers(const Stragglers&) = delete;
  Stragglers& operator=(const Stragglers&) = delete;

  // `ended` becomes true when the thread does nothing more.
  void keep(std::jthread thread, std::shared_ptr<const std::atomic<bool>> ended);
  std::size_t size();  // of those still at it

 private:
  struct One {
    std::jthread thread;
    std::shared_ptr<const std::atomic<bool>> ended;
  };
  void join_ended();

  std::mutex mutex_;
  std::vector<One> all_;
};

}  // namespace backstamp::playbook
