#include "rejudging/judging_states.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/uuid.h"
#include "casework/judging_state_table.h"

namespace backstamp::rejudging {
namespace {

using casework::Rejudging;
using casework::Session;
using verdict::EngineHealth;
using verdict::EngineState;

const Time start{std::chrono::hours(500'000)};

EngineHealth up(const char* engine, const char* version) {
  return {.engine = engine, .state = EngineState::up, .detail = version};
}

class JudgingStatesTest : public testing::Test {
 protected:
  void TearDown() override {
    store_.reset();
    std::filesystem::remove(path_);
  }
  void look(const std::vector<EngineHealth>& engines, Time now = start) {
    const auto begun = begin_for_changes(*store_, engines, now);
    ASSERT_TRUE(begun) << begun.error().what;
  }
  void as_if_by_other_rules() {
    ASSERT_TRUE(store_->transact([](Session& session) {
      return put_judging_state(session, {.name = "rules", .value = "old", .at = start});
    }));
  }
  // The jobs begun since the last call, newest first.
  std::vector<Rejudging> begun() {
    auto jobs = store_->reading<std::vector<Rejudging>>(
        [](Session& session) { return running_rejudgings(session); });
    EXPECT_TRUE(jobs);
    for (Rejudging& job : *jobs) {
      job.status = "Done";
      job.messages_worse = 1;
      EXPECT_TRUE(store_->transact([&](Session& session) { return put_rejudging(session, job); }));
    }
    return *jobs;
  }

  const std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) / ("judging-" + Uuid::random().text() + ".db");
  std::unique_ptr<casework::Store> store_ =
      std::move(casework::Store::open("sqlite://" + path_.string())).value();
};

TEST_F(JudgingStatesTest, AFreshStoreBeginsNothing) {
  look({up("ClamAV", "1/1"), up("YARA", "a")});
  look({up("ClamAV", "1/1"), up("YARA", "a")});
  EXPECT_TRUE(begun().empty());
}

TEST_F(JudgingStatesTest, OtherRulesReadAllLetters) {
  look({});
  as_if_by_other_rules();
  look({});
  const auto jobs = begun();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].kind, "rules");
  EXPECT_EQ(jobs[0].since, std::nullopt);
  look({});
  EXPECT_TRUE(begun().empty());
}

TEST_F(JudgingStatesTest, YaraRulesAreRulesToo) {
  look({});
  look({up("YARA", "a")});
  look({up("YARA", "b")});
  const auto jobs = begun();
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[0].kind, "rules");
}

TEST_F(JudgingStatesTest, ANewVersionOfAnEngineIsAskedAboutTheLastDays) {
  look({up("ClamAV", "1/1")});
  look({up("ClamAV", "1/2")}, start + std::chrono::hours(1));
  const auto jobs = begun();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].kind, "engines");
  EXPECT_EQ(jobs[0].since, start + std::chrono::hours(1) - engine_window);
  EXPECT_EQ(jobs[0].until, start + std::chrono::hours(1));
}

TEST_F(JudgingStatesTest, AnEngineThatComesBackIsAskedAboutWhatItMissed) {
  look({up("ClamAV", "1/1")});
  const Time away = start + std::chrono::hours(2);
  ASSERT_TRUE(store_->transact([&](Session& session) -> Result<void> {
    TRY(ask_again_later(session, "ClamAV", away));
    return ask_again_later(session, "ClamAV", away + std::chrono::hours(1));
  }));
  look({{.engine = "ClamAV", .state = EngineState::down, .detail = "gone"}}, away);
  EXPECT_TRUE(begun().empty());
  look({up("ClamAV", "1/1")}, away + std::chrono::hours(5));
  const auto jobs = begun();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].since, away);
}

TEST_F(JudgingStatesTest, ArrivalsAreAskedAboutOnceAndWithoutAGap) {
  ASSERT_TRUE(begin_for_arrivals(*store_, start));
  EXPECT_TRUE(begun().empty());
  const Time next = start + std::chrono::seconds(10);
  ASSERT_TRUE(begin_for_arrivals(*store_, next));
  ASSERT_TRUE(begin_for_arrivals(*store_, next + std::chrono::seconds(10)));
  const auto jobs = begun();
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[0].since, start);
  EXPECT_EQ(jobs[0].until, next);
  EXPECT_EQ(jobs[1].since, next);
  EXPECT_EQ(*engines_asked_until(*store_), next + std::chrono::seconds(10));
}

}  // namespace
}  // namespace backstamp::rejudging
