// Runs commands on threads of its own and collects how they ended. A command that does not heed
// its stop holds up nobody: it can be left behind, and is, a grace after the crew's end.
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
#include "playbook/stragglers.h"

namespace backstamp::playbook {

class Crew {
 public:
  // A job owns what it uses, or that outlives `stragglers`.
  using Job = std::function<CommandOutcome(std::stop_token)>;
  struct Done {
    std::string name;
    CommandOutcome outcome;
    std::exception_ptr broken;  // it threw what is no std::exception
  };

  Crew(Stragglers& stragglers, Duration stop_grace);
  ~Crew();  // stops all jobs and waits for them, the grace at most
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Names are unique among the jobs under way.
  void start(const std::string& name, Job job);
  bool has(const std::string& name) const { return stops_.contains(name); }
  std::size_t size() const { return stops_.size(); }
  std::vector<std::string> names() const;
  void request_stop(const std::string& name);
  // Is under way no more, as far as the crew goes: its end is not told.
  void leave_behind(const std::string& name);
  // Waits for a job's end until `until` or a stop; the caller's thread only.
  std::optional<Done> wait(Deadline until, std::stop_token stop);

 private:
  struct Task {
    std::string name;
    Job job;
    std::stop_token stop;
  };
  // What the threads use; those left behind keep it.
  struct Shared {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<Task> tasks;
    std::deque<Done> done;
    std::size_t idle = 0, busy = 0;
  };
  struct Worker {
    std::jthread thread;
    std::shared_ptr<std::atomic<bool>> ended;
  };
  static void work(const std::shared_ptr<Shared>& shared, const std::stop_token& leave);
  static Done carry_out(const Task& task);

  Stragglers& stragglers_;
  const Duration stop_grace_;
  std::map<std::string, std::stop_source> stops_;  // of the caller's thread
  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::vector<Worker> workers_;
};

}  // namespace backstamp::playbook
