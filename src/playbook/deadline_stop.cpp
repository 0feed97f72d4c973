#include "playbook/deadline_stop.h"

namespace backstamp::playbook {

DeadlineStop::DeadlineStop(Deadline deadline, std::stop_token outer)
    : watcher_([this, deadline, outer = std::move(outer)] { watch(deadline, outer); }) {}

DeadlineStop::~DeadlineStop() {
  const std::scoped_lock lock(mutex_);
  done_ = true;
  ended_.notify_all();
}

void DeadlineStop::watch(Deadline deadline, std::stop_token outer) {
  std::unique_lock lock(mutex_);
  const bool done = ended_.wait_until(lock, outer, deadline, [this] { return done_; });
  if (!done) source_.request_stop();
}

}  // namespace backstamp::playbook
