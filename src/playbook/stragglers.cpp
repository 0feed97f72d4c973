#include "playbook/stragglers.h"

#include <algorithm>

namespace backstamp::playbook {

Stragglers::~Stragglers() = default;  // a jthread joins

void Stragglers::keep(std::jthread thread, std::shared_ptr<const std::atomic<bool>> ended) {
  const std::scoped_lock lock(mutex_);
  join_ended();
  all_.push_back({std::move(thread), std::move(ended)});
}

std::size_t Stragglers::size() {
  const std::scoped_lock lock(mutex_);
  join_ended();
  return all_.size();
}

void Stragglers::join_ended() {
  std::erase_if(all_, [](const One& one) { return one.ended->load(); });
}

}  // namespace backstamp::playbook
