#include "action/at_once.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace backstamp::action {

void at_once(std::size_t count, unsigned threads_max,
             const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> threads;
  const std::size_t wanted = std::min<std::size_t>(count, threads_max);
  for (std::size_t i = 1; i < wanted; ++i) threads.emplace_back(take_turns);
  take_turns();
}

}  // namespace backstamp::action
