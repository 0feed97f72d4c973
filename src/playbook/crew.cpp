#include "playbook/crew.h"

#include <algorithm>

namespace backstamp::playbook {

Crew::Crew(Stragglers& stragglers, Duration stop_grace)
    : stragglers_(stragglers), stop_grace_(stop_grace) {}

Crew::~Crew() {
  for (auto& [name, stop] : stops_) stop.request_stop();
  for (Worker& worker : workers_) worker.thread.request_stop();
  {
    std::unique_lock lock(shared_->mutex);
    shared_->tasks.clear();
    const auto all_idle = [this] { return shared_->busy == 0; };
    if (shared_->changed.wait_for(lock, stop_grace_, all_idle)) return;  // they join at once
  }
  for (Worker& worker : workers_) {
    if (!worker.ended->load()) stragglers_.keep(std::move(worker.thread), worker.ended);
  }
}

void Crew::start(const std::string& name, Job job) {
  std::stop_source stop;
  stops_.emplace(name, stop);
  const std::scoped_lock lock(shared_->mutex);
  shared_->tasks.push_back({name, std::move(job), stop.get_token()});
  if (shared_->idle < shared_->tasks.size()) {
    auto ended = std::make_shared<std::atomic<bool>>(false);
    workers_.push_back({std::jthread([shared = shared_, ended](const std::stop_token& leave) {
                          work(shared, leave);
                          *ended = true;
                        }),
                        ended});
    ++shared_->idle;
  }
  shared_->changed.notify_all();
}

std::vector<std::string> Crew::names() const {
  std::vector<std::string> names;
  for (const auto& [name, stop] : stops_) names.push_back(name);
  return names;
}

void Crew::request_stop(const std::string& name) {
  if (const auto found = stops_.find(name); found != stops_.end()) found->second.request_stop();
}

void Crew::leave_behind(const std::string& name) {
  request_stop(name);
  stops_.erase(name);
}

std::optional<Crew::Done> Crew::wait(Deadline until, std::stop_token stop) {
  std::unique_lock lock(shared_->mutex);
  const auto some_done = [this] {
    std::erase_if(shared_->done, [this](const Done& done) { return !has(done.name); });
    return !shared_->done.empty();
  };
  shared_->changed.wait_until(lock, std::move(stop), until, some_done);
  if (!some_done()) return std::nullopt;
  Done done = std::move(shared_->done.front());
  shared_->done.pop_front();
  stops_.erase(done.name);
  return done;
}

void Crew::work(const std::shared_ptr<Shared>& shared, const std::stop_token& leave) {
  std::unique_lock lock(shared->mutex);
  while (shared->changed.wait(lock, leave, [&] { return !shared->tasks.empty(); })) {
    const Task task = std::move(shared->tasks.front());
    shared->tasks.pop_front();
    --shared->idle;
    ++shared->busy;
    lock.unlock();
    Done done = carry_out(task);
    lock.lock();
    ++shared->idle;
    --shared->busy;
    shared->done.push_back(std::move(done));
    shared->changed.notify_all();
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
