#include "tap/handling.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "message/network_message_id.h"

namespace backstamp::tap {
namespace {

class HandlingTest : public testing::Test {
 protected:
  HandlingTest() {
    char name[] = "/tmp/handling-XXXXXX";
    folder_ = ::mkdtemp(name);
    tray_ = Tray::open(folder_, clock_, 1'000'000).value();
  }
  ~HandlingTest() override { std::filesystem::remove_all(folder_); }

  static Arrival arrival() {
    Arrival one;
    one.queue_id = Text::trusted("4ABC");
    one.letter = "From: a@b.example\r\n\r\nsee http://x.example/\r\n";
    return one;
  }
  static constexpr std::size_t body_at = 21;

  std::vector<Arrival> told() const {
    std::vector<Arrival> all;
    const auto items = tray_->oldest(100, 1'000'000).value();
    for (const Tray::Item& item : items) {
      all.push_back(arrival_from_item(item.bytes).value());
    }
    return all;
  }

  std::filesystem::path folder_;
  ManualClock clock_{Time(std::chrono::milliseconds(1'790'000'000'000))};
  std::unique_ptr<Tray> tray_;
};

TEST_F(HandlingTest, AsksForNothingUnlessItIsToldTo) {
  const auto handling = Handling::start(*tray_, {}, {});
  const Answer answer = handling->handle(arrival(), body_at);
  EXPECT_TRUE(answer.verdict.empty());
  EXPECT_FALSE(answer.hold);
  EXPECT_FALSE(answer.body);
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0].letter, arrival().letter);
}

TEST_F(HandlingTest, HoldsMarksAndChangesAsTheSettingsSay) {
  const Look look = [](const Arrival&, std::size_t) {
    return Findings{.verdict = "Malicious", .body = "guarded\r\n", .guard = Uuid::of_hash("guard")};
  };
  const auto handling = Handling::start(
      *tray_, look, {.verdict_header = "X-Backstamp-Verdict", .hold = {"Malicious"}});
  const Answer answer = handling->handle(arrival(), body_at);
  EXPECT_EQ(answer.verdict, "Malicious");
  EXPECT_TRUE(answer.hold);
  EXPECT_EQ(answer.body, "guarded\r\n");
  EXPECT_TRUE(told()[0].held);
  EXPECT_EQ(told()[0].letter, arrival().letter);
  EXPECT_EQ(told()[0].guard, Uuid::of_hash("guard"));
  EXPECT_EQ(told()[0].network_message_id,
            message::network_message_id("From: a@b.example\r\n\r\nguarded\r\n").value());
}

TEST_F(HandlingTest, GoesOnWithoutALookThatTakesTooLong) {
  std::mutex mutex;
  std::condition_variable released;
  bool go_on = false;
  const Look look = [&](const Arrival&, std::size_t) {
    std::unique_lock lock(mutex);
    released.wait(lock, [&] { return go_on; });
    return Findings{.verdict = "Malicious", .body = "late", .guard = {}};
  };
  {
    const auto handling = Handling::start(
        *tray_, look,
        {.wait_ms_max = Duration(1), .threads = 1, .verdict_header = "X", .hold = {"Malicious"}});
    for (int i = 0; i < 200; ++i) {  // more than may wait for a look
      const Answer answer = handling->handle(arrival(), body_at);
      EXPECT_TRUE(answer.verdict.empty() && !answer.hold && !answer.body);
    }
    const std::scoped_lock lock(mutex);
    go_on = true;
    released.notify_all();
  }
  EXPECT_EQ(told().size(), 100U);  // as many as were asked for
  EXPECT_EQ(tray_->oldest(1'000, 10'000'000).value().size(), 200U);
}

TEST_F(HandlingTest, GoesOnWhenNothingCanBeTold) {
  const auto full = Tray::open(folder_, clock_, 1).value();
  const auto handling = Handling::start(*full, {}, {});
  EXPECT_FALSE(handling->handle(arrival(), body_at).hold);
  EXPECT_TRUE(told().empty());
}

}  // namespace
}  // namespace backstamp::tap
