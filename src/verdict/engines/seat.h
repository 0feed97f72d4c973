// One engine of a Panel: its thread, its waiting questions, its recent failures.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "verdict/engines/panel.h"

namespace backstamp::verdict {

// What an engine says to whatever it is asked.
struct Said {
  Opinion opinion = {};
  std::string version = {};
};

class Seat {
 public:
  using Work = std::function<Result<Said>(Engine& engine, Deadline deadline, std::stop_token stop)>;
  // A question that was put, as its asker and the engine's thread see it.
  struct Ticket {
    Work work = {};
    Deadline deadline = {};
    Duration time{0};
    bool begun = false;
    bool left = false;  // its asker has gone: an answer is dropped
    std::optional<Result<Said>> answer = {};
  };
  enum class Rest { kept, broken };  // whether an engine that is left alone is asked all the same

  Seat(Member member, Patience patience);
  ~Seat();
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  void stop() { thread_.request_stop(); }  // the destructor waits
  std::string name() const { return std::string(engine_->name()); }

  // Puts the question and returns at once; await() gives the answer, by the deadline or the
  // engine's own time. Errors: unavailable (left alone; still busy with a question that is over),
  // timeout, and those of the engine.
  std::shared_ptr<Ticket> put(Work work, Deadline deadline, Rest rest);
  Result<Said> await(const std::shared_ptr<Ticket>& ticket);

 private:
  void serve(std::stop_token stop);
  Result<Said> work_on(const Ticket& ticket, std::stop_token stop);
  std::optional<Error> refusal(Rest rest) const;
  void record(const Result<Said>& answer);

  const std::unique_ptr<Engine> engine_;
  const Duration time_max_;
  const Patience patience_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Ticket>> waiting_;
  std::shared_ptr<Ticket> current_;
  unsigned failures_ = 0;
  std::string last_failure_;
  Deadline rest_until_{};
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace backstamp::verdict
