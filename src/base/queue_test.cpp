#include "base/queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace backstamp {
namespace {

TEST(Queue, GivesInOrderAndEndsWhenClosed) {
  Queue<int> queue(2);
  std::jthread producer([&] {
    for (int i = 0; i < 100; ++i) queue.push(i);
    queue.close();
  });
  int expected = 0;
  while (const auto value = queue.pop()) EXPECT_EQ(*value, expected++);
  EXPECT_EQ(expected, 100);
}

TEST(Queue, StopEndsWaiting) {
  Queue<int> queue(1);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(queue.pop(stop.get_token()));
}

}  // namespace
}  // namespace backstamp
