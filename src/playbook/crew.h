// Runs commands on threads of its own and collects how they ended.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "playbook/runner.h"

namespace backstamp::playbook {

class Crew {
 public:
  using Job = std::function<CommandOutcome(std::stop_token)>;
  struct Done {
    std::string name;
    CommandOutcome outcome;
    std::exception_ptr broken;  // it threw what is no std::exception
  };

  Crew() = default;
  ~Crew();  // stops all jobs and waits for them
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Names are unique among the jobs under way.
  void start(const std::string& name, Job job);
  bool has(const std::string& name) const { return stops_.contains(name); }
  std::size_t size() const { return stops_.size(); }
  std::vector<std::string> names() const;
  void request_stop(const std::string& name);
  // Waits for a job's end until `until` or a stop; the caller's thread only.
  std::optional<Done> wait(Deadline until, std::stop_token stop);

 private:
  struct Task {
    std::string name;
    Job job;
    std::stop_token stop;
  };
  void work(std::stop_token leave);
  static Done carry_out(const Task& task);

  std::map<std::string, std::stop_source> stops_;  // of the caller's thread
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Task> tasks_;
  std::deque<Done> done_;
  std::size_t idle_ = 0;
  std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace backstamp::playbook
