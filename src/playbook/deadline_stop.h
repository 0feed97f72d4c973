// A stop that comes when a deadline passes or when the outer stop is requested.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/time.h"

namespace backstamp::playbook {

class DeadlineStop {
 public:
  DeadlineStop(Deadline deadline, std::stop_token outer);
  ~DeadlineStop();
  DeadlineStop(const DeadlineStop&) = delete;
  DeadlineStop& operator=(const DeadlineStop&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  void watch(Deadline deadline, std::stop_token outer);

  std::stop_source source_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  bool done_ = false;
  std::jthread watcher_;  // last: it uses all of the above
};

}  // namespace backstamp::playbook
