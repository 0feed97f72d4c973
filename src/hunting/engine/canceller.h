// Kills queries whose client went away or whose engine stops. A query is killed again and again
// until it ended: the first order may come before the library has registered it.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/time.h"

namespace backstamp::hunting::engine {

class Canceller {
 public:
  // `kill` is called on the canceller's thread with the tag of a query.
  explicit Canceller(std::function<void(const std::string&)> kill);
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  void cancel(const std::string& tag, Deadline not_before);
  void ended(const std::string& tag);

 private:
  void run(const std::stop_token& stop);
  std::vector<std::string> due();

  std::function<void(const std::string&)> kill_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Deadline> orders_;
  std::jthread thread_;
};

}  // namespace backstamp::hunting::engine
