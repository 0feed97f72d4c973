#include "verdict/engines/panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <stdexcept>

namespace backstamp::verdict {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using Examine = std::function<Result<Opinion>(const Inquiry&, std::stop_token)>;

constexpr Duration long_time{60'000};
constexpr Duration short_time{200};

class FakeEngine final : public Engine {
 public:
  FakeEngine(std::string name, Examine examine)
      : name_(std::move(name)), examine_(std::move(examine)) {}
  std::string_view name() const override { return name_; }
  Result<Opinion> examine(const Inquiry& inquiry, Deadline, std::stop_token stop) override {
    return examine_(inquiry, std::move(stop));
  }
  Result<std::string> version(Deadline, std::stop_token) override { return name_ + " 1.0"; }

 private:
  std::string name_;
  Examine examine_;
};

Member member(std::string name, Examine examine, Duration time = long_time) {
  return {std::make_unique<FakeEngine>(std::move(name), std::move(examine)), time};
}

template <class... Members>
std::vector<Member> members(Members... each) {
  std::vector<Member> all;
  (all.push_back(std::move(each)), ...);
  return all;
}

std::shared_ptr<const Inquiry> inquiry(std::string bytes = "x") {
  auto one = std::make_shared<Inquiry>();
  one->bytes = std::move(bytes);
  return one;
}

Panel::Findings ask(const Panel& panel) { return panel.ask(inquiry(), deadline_in(long_time)); }

auto missing(const std::string& engine, const std::string& why) {
  return AllOf(Field(&Missing::engine, engine), Field(&Missing::why, HasSubstr(why)));
}

Result<Opinion> nothing(const Inquiry&, std::stop_token) { return Opinion(); }
Result<Opinion> refused(const Inquiry&, std::stop_token) {
  return fail(Fault::unavailable, "cannot connect");
}

// Waits until the test lets it go.
struct Gate {
  std::binary_semaphore open{0};
  std::atomic<int> asked = 0;
  Examine examine() {
    return [this](const Inquiry&, std::stop_token) -> Result<Opinion> {
      ++asked;
      open.acquire();
      return Opinion();
    };
  }
};

TEST(Panel, EachOpinionArrivesUnderItsEnginesName) {
  Reason reason;
  reason.rule = "yara_low";
  const Panel panel(members(member("A", nothing), member("B", [&](const Inquiry& one, auto) {
                              Opinion opinion;
                              if (one.bytes == "x") opinion.reasons = {reason};
                              return Result<Opinion>(opinion);
                            })));
  const auto findings = ask(panel);
  EXPECT_THAT(findings.opinions,
              ElementsAre(Field(&Opinion::engine, "A"), Field(&Opinion::engine, "B")));
  ASSERT_EQ(findings.opinions[1].reasons.size(), 1u);
  EXPECT_THAT(findings.missing, IsEmpty());
}

TEST(Panel, WithoutEnginesNothingIsSaidAndNothingIsMissing) {
  const Panel panel({}, {{.engine = "YARA", .why = "not set up"}});
  EXPECT_THAT(ask(panel).opinions, IsEmpty());
  EXPECT_THAT(ask(panel).missing, IsEmpty());
}

TEST(Panel, FailingAndThrowingEnginesAreMissingWithTheReason) {
  const auto broken = [](const Inquiry&, std::stop_token) -> Result<Opinion> {
    throw std::runtime_error("out of rules");
  };
  const Panel panel(members(member("A", refused), member("B", broken), member("C", nothing)));
  const auto findings = ask(panel);
  EXPECT_THAT(findings.opinions, ElementsAre(Field(&Opinion::engine, "C")));
  EXPECT_THAT(findings.missing,
              ElementsAre(missing("A", "cannot connect"), missing("B", "it broke: out of rules")));
}

TEST(Panel, ASlowEngineIsMissingAndTheOthersAreHeard) {
  Gate gate;
  const Panel panel(members(member("A", gate.examine(), short_time), member("B", nothing)));
  EXPECT_THAT(ask(panel).missing, ElementsAre(missing("A", "no answer within 200 ms")));
  const auto again = ask(panel);
  EXPECT_THAT(again.missing, ElementsAre(missing("A", "still busy")));
  EXPECT_THAT(again.opinions, ElementsAre(Field(&Opinion::engine, "B")));
  EXPECT_EQ(gate.asked, 1);
  gate.open.release();
}

TEST(Panel, TheAskersDeadlineHoldsToo) {
  Gate gate;
  const Panel panel(members(member("A", gate.examine())));
  EXPECT_THAT(panel.ask(inquiry(), deadline_in(short_time)).missing,
              ElementsAre(missing("A", "no answer within")));
  gate.open.release();
}

TEST(Panel, ALateAnswerIsDroppedAndTheNextQuestionGetsItsOwn) {
  Gate gate;
  const Panel panel(members(member("A", [&](const Inquiry& one, auto) -> Result<Opinion> {
    if (one.bytes == "slow") gate.open.acquire();
    Opinion opinion;
    opinion.gaps = {one.bytes};
    return opinion;
  })));
  EXPECT_EQ(panel.ask(inquiry("slow"), deadline_in(short_time)).missing.size(), 1u);
  gate.open.release();
  Panel::Findings findings;
  do {
    findings = panel.ask(inquiry("quick"), deadline_in(long_time));
  } while (findings.opinions.empty());  // until the engine has got over the slow one
  EXPECT_THAT(findings.opinions.front().gaps, ElementsAre("quick"));
}

TEST(Panel, QuestionsOfSeveralThreadsWaitForEachOther) {
  const Panel panel(members(member("A", [](const Inquiry& one, auto) -> Result<Opinion> {
    Opinion opinion;
    opinion.gaps = {one.bytes};
    return opinion;
  })));
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> askers;
    for (int asker = 0; asker < 4; ++asker) {
      askers.emplace_back([&, asker] {
        for (int i = 0; i < 50; ++i) {
          const std::string mine = std::to_string(asker) + "." + std::to_string(i);
          const auto findings = panel.ask(inquiry(mine), deadline_in(long_time));
          if (findings.missing.empty() && findings.opinions.front().gaps.front() == mine) ++right;
        }
      });
    }
  }
  EXPECT_EQ(right, 200);
}

TEST(Panel, WhoWaitedInVainIsToldSo) {
  Gate gate;
  const Panel panel(members(member("A", gate.examine())));
  std::jthread first([&] { ask(panel); });
  while (gate.asked == 0) std::this_thread::yield();
  EXPECT_THAT(panel.ask(inquiry(), deadline_in(short_time)).missing,
              ElementsAre(missing("A", "busy with earlier questions for")));
  gate.open.release();
}

TEST(Panel, AnEngineThatKeepsFailingIsLeftAloneUntilItAnswersAgain) {
  std::atomic<int> asked = 0;
  const auto examine = [&](const Inquiry&, std::stop_token) -> Result<Opinion> {
    ++asked;
    return fail(Fault::unavailable, "cannot connect");
  };
  const Panel panel(members(member("A", examine)), {}, {.failures_max = 2, .rest = long_time});
  ask(panel);
  ask(panel);
  EXPECT_THAT(ask(panel).missing, ElementsAre(missing("A", " after 2 failures: cannot connect")));
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(panel.health(deadline_in(long_time)).front().state, EngineState::up);
  ask(panel);
  EXPECT_EQ(asked, 3);
}

TEST(Panel, HealthNamesEveryEngine) {
  class Dead final : public Engine {
   public:
    std::string_view name() const override { return "Dead"; }
    Result<Opinion> examine(const Inquiry&, Deadline, std::stop_token) override {
      return Opinion();
    }
    Result<std::string> version(Deadline, std::stop_token) override {
      return fail(Fault::unavailable, "cannot connect");
    }
  };
  const Panel panel(members(member("A", nothing), Member{std::make_unique<Dead>(), long_time}),
                    {{.engine = "Never", .why = "not set up"}});
  const auto health = panel.health(deadline_in(long_time));
  ASSERT_EQ(health.size(), 3u);
  EXPECT_EQ(health[0].detail, "A 1.0");
  EXPECT_EQ(health[1].state, EngineState::down);
  EXPECT_EQ(health[1].detail, "cannot connect");
  EXPECT_EQ(name_of(health[2].state), "off");
}

TEST(Panel, StoppingIsToldToTheEngineAtWork) {
  std::atomic<bool> begun = false, told = false;
  const auto examine = [&](const Inquiry&, std::stop_token stop) -> Result<Opinion> {
    begun = true;
    while (!stop.stop_requested()) std::this_thread::yield();
    told = true;
    return Opinion();
  };
  std::optional<Panel> panel(std::in_place, members(member("A", examine, short_time)));
  while (!begun) ask(*panel);
  panel.reset();
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace backstamp::verdict
