#include "base/tray.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace backstamp {
namespace {

class TrayTest : public testing::Test {
 protected:
  TrayTest() {
    char name[] = "/tmp/tray-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~TrayTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<Tray> open(std::uint64_t bytes_max = 1'000'000) {
    return Tray::open(folder_ / "tray", clock_, bytes_max).value();
  }
  static std::vector<std::string> contents(const Tray& tray, std::size_t items_max = 100,
                                           std::uint64_t bytes_max = 1'000'000) {
    std::vector<std::string> all;
    const auto items = tray.oldest(items_max, bytes_max).value();
    for (const Tray::Item& item : items) {
      all.push_back(item.bytes);
    }
    return all;
  }

  std::filesystem::path folder_;
  ManualClock clock_{Time(std::chrono::milliseconds(1'790'000'000'000))};
};

TEST_F(TrayTest, GivesItemsInOrderUntilTheyAreRemoved) {
  const auto tray = open();
  EXPECT_EQ(tray->waiting_since(), std::nullopt);
  const Time first = clock_.now();
  for (const char* item : {"a", "", "c\0d"}) {
    EXPECT_TRUE(tray->put(item));
    clock_.advance(Duration(1));
  }
  EXPECT_TRUE(tray->sync());
  EXPECT_EQ(tray->waiting_since(), first);
  EXPECT_EQ(contents(*tray), (std::vector<std::string>{"a", "", "c"}));
  EXPECT_EQ(contents(*tray, 2), (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(contents(*tray, 100, 1), (std::vector<std::string>{"a"}));
  const auto items = tray->oldest(1, 100).value();
  EXPECT_TRUE(tray->remove(items.front()));
  EXPECT_TRUE(tray->remove(items.front()));  // again: nothing to do
  EXPECT_EQ(contents(*open()), (std::vector<std::string>{"", "c"}));
}

TEST_F(TrayTest, PassesOverWhatIsUnfinishedOrNoItem) {
  const auto tray = open();
  EXPECT_TRUE(tray->put("whole"));
  std::ofstream(folder_ / "tray/001790000000000-000000009-1.new") << "half";
  std::ofstream(folder_ / "tray/notes.txt") << "x";
  EXPECT_EQ(contents(*tray), std::vector<std::string>{"whole"});
  EXPECT_TRUE(tray->set_aside(tray->oldest(1, 100).value().front()));
  EXPECT_TRUE(contents(*tray).empty());
}

TEST_F(TrayTest, AdoptsAFileWrittenInItsFolder) {
  const auto tray = open();
  std::ofstream(tray->folder() / "open") << "line by line";
  EXPECT_TRUE(contents(*tray).empty());
  EXPECT_TRUE(tray->adopt(tray->folder() / "open"));
  EXPECT_EQ(contents(*tray), std::vector<std::string>{"line by line"});
  EXPECT_EQ(tray->adopt(tray->folder() / "open").error().fault, Fault::not_found);
}

TEST_F(TrayTest, IsBounded) {
  const auto tray = open(100);
  EXPECT_TRUE(tray->put(std::string(60, 'a')));
  EXPECT_EQ(tray->put(std::string(60, 'b')).error().fault, Fault::limit);
  EXPECT_TRUE(tray->remove(tray->oldest(1, 100).value().front()));
  EXPECT_TRUE(tray->put(std::string(60, 'c')));
  EXPECT_EQ(contents(*tray).size(), 1U);
}

TEST_F(TrayTest, TakesFromManyThreads) {
  const auto tray = open();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 50; ++k) EXPECT_TRUE(tray->put("x"));
      });
    }
  }
  EXPECT_EQ(contents(*tray, 1'000).size(), 400U);
}

}  // namespace
}  // namespace backstamp
