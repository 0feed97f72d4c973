#include "playbook/crew.h"

namespace backstamp::playbook {

Crew::~Crew() {
  for (auto& [name, stop] : stops_) stop.request_stop();
  for (std::jthread& thread : threads_) thread.request_stop();
}

void Crew::start(const std::string& name, Job job) {
  std::stop_source stop;
  stops_.emplace(name, stop);
  const std::scoped_lock lock(mutex_);
  tasks_.push_back({name, std::move(job), stop.get_token()});
  if (idle_ < tasks_.size()) {
    threads_.emplace_back([this](std::stop_token leave) { work(std::move(leave)); });
    ++idle_;
  }
  changed_.notify_all();
}

std::vector<std::string> Crew::names() const {
  std::vector<std::string> names;
  for (const auto& [name, stop] : stops_) names.push_back(name);
  return names;
}

void Crew::request_stop(const std::string& name) {
  if (const auto found = stops_.find(name); found != stops_.end()) found->second.request_stop();
}

std::optional<Crew::Done> Crew::wait(Deadline until, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, std::move(stop), until, [this] { return !done_.empty(); });
  if (done_.empty()) return std::nullopt;
  Done done = std::move(done_.front());
  done_.pop_front();
  stops_.erase(done.name);
  return done;
}

void Crew::work(std::stop_token leave) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, leave, [this] { return !tasks_.empty(); })) {
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    --idle_;
    lock.unlock();
    Done done = carry_out(task);
    lock.lock();
    ++idle_;
    done_.push_back(std::move(done));
    changed_.notify_all();
  }
}

Crew::Done Crew::carry_out(const Task& task) {
  Done done{.name = task.name, .outcome = {}, .broken = nullptr};
  if (task.stop.stop_requested()) {  // given up before it began
    done.outcome.succeeded = false;
    return done;
  }
  try {
    done.outcome = task.job(task.stop);
  } catch (const std::exception& problem) {
    done.outcome.succeeded = false;
    done.outcome.why = std::string("the command broke: ") + problem.what();
  } catch (...) {
    done.broken = std::current_exception();
  }
  return done;
}

}  // namespace backstamp::playbook
