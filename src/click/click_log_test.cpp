#include "click/click_log.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace backstamp::click {
namespace {

class ClickLogTest : public testing::Test {
 protected:
  ClickLogTest() {
    char name[] = "/tmp/clicks-XXXXXX";
    folder_ = ::mkdtemp(name);
    tray_ = Tray::open(folder_, clock_, 1'000'000).value();
  }
  ~ClickLogTest() override { std::filesystem::remove_all(folder_); }

  static Click click(const std::string& target) {
    Click one;
    one.id = Uuid::of_hash(target);
    one.target = target;
    one.agent = Text::trusted("a \"browser\"\n");
    return one;
  }
  std::vector<std::string> told() const {
    std::vector<std::string> targets;
    const auto items = tray_->oldest(1'000, 10'000'000).value();
    for (const Tray::Item& item : items) {
      const auto clicks = clicks_of(item.bytes).value();
      for (const Click& one : clicks) targets.push_back(one.target);
    }
    return targets;
  }

  std::filesystem::path folder_;
  ManualClock clock_{Time(std::chrono::milliseconds(1'790'000'000'000))};
  std::unique_ptr<Tray> tray_;
};

TEST_F(ClickLogTest, KeepsClicksOfManyThreads) {
  {
    const auto log = ClickLog::start(*tray_).value();
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 100; ++k) EXPECT_TRUE(log->add(click("http://x.example/")));
      });
    }
  }
  EXPECT_EQ(told().size(), 800U);
}

TEST_F(ClickLogTest, TakesUpWhatWasLeftOpen) {
  const std::string line = to_line(click("http://left.example/"));
  std::ofstream(folder_ / "open-1-0") << line << line.substr(0, 20);
  {
    const auto log = ClickLog::start(*tray_).value();
  }
  EXPECT_EQ(told(), std::vector<std::string>{"http://left.example/"});
}

TEST_F(ClickLogTest, WrongLinesAreTold) {
  for (const char* lines : {"x\n", "{}\n", "[1]\n", "{\"id\":1}\n"}) {
    EXPECT_EQ(clicks_of(lines).error().fault, Fault::corrupt) << lines;
  }
  EXPECT_TRUE(clicks_of("").value().empty());
}

}  // namespace
}  // namespace backstamp::click
