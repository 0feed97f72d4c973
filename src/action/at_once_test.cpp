#include "action/at_once.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <vector>

namespace backstamp::action {
namespace {

TEST(AtOnce, CallsEachOnce) {
  for (const unsigned threads : {1U, 3U, 50U}) {
    std::vector<std::atomic<int>> calls(20);
    at_once(calls.size(), threads, [&](std::size_t i) { ++calls[i]; });
    for (const auto& count : calls) EXPECT_EQ(count, 1);
  }
  at_once(0, 4, [](std::size_t) { FAIL(); });
}

TEST(AtOnce, LetsThemRunTogether) {
  std::barrier all(4);  // nobody passes before all four are there
  at_once(4, 4, [&](std::size_t) { all.arrive_and_wait(); });
}

}  // namespace
}  // namespace backstamp::action
