#include "base/queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

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

TEST(Queue, IsBoundByWeight) {
  Queue<int> queue(10, [](const int& value) { return static_cast<std::size_t>(value); });
  std::stop_source stop;
  stop.request_stop();                            // whoever would have to wait is told so
  EXPECT_TRUE(queue.push(25, stop.get_token()));  // alone
  EXPECT_FALSE(queue.push(1, stop.get_token()));
  EXPECT_EQ(queue.pop(), 25);
  EXPECT_TRUE(queue.push(6, stop.get_token()));
  EXPECT_FALSE(queue.push(5, stop.get_token()));
  EXPECT_TRUE(queue.push(4, stop.get_token()));
}

TEST(Queue, ManyProducersAndConsumersLoseNothing) {
  Queue<int> queue(3);
  std::atomic<int> sum = 0;
  {
    std::vector<std::jthread> consumers;
    for (int i = 0; i < 3; ++i) {
      consumers.emplace_back([&] {
        while (const auto value = queue.pop()) sum += *value;
      });
    }
    {
      std::vector<std::jthread> producers;
      for (int i = 0; i < 3; ++i) {
        producers.emplace_back([&] {
          for (int value = 1; value <= 1'000; ++value) queue.push(value);
        });
      }
    }
    queue.close();
  }
  EXPECT_EQ(sum, 3 * 500'500);
}

TEST(Queue, StopEndsWaiting) {
  Queue<int> queue(1);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(queue.pop(stop.get_token()));
}

}  // namespace
}  // namespace backstamp
