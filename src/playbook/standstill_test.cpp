// A run that stands still is only overdue when something should have happened.
#include "playbook/standstill.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "playbook/control_world.h"

namespace backstamp::playbook {
namespace {

using namespace testing_world;
using testing::IsEmpty;

Json one_step() {
  Json steps = begin_with(id("action", 2));
  steps[id("action", 2)] = action("look", id("end", 3));
  steps[id("end", 3)] = end;
  return playbook(steps);
}

std::vector<std::string> overdue(const ControlWorld& world, const Json& one, Duration later) {
  const auto document = parse(one.dump());
  const auto steps =
      overdue_steps(world.journal.entries, *document, &world.shelf, world.clock.now() + later);
  EXPECT_TRUE(steps) << steps.error().what;
  std::vector<std::string> invocations;
  for (const Overdue& step : *steps) invocations.push_back(step.invocation);
  return invocations;
}

TEST(Standstill, ACommandWhoseTimeIsOverIsNamed) {
  ControlWorld world;
  world.on_command = [](const Invocation&, const Command&, CommandOutcome) -> CommandOutcome {
    throw Crash();
  };
  EXPECT_THROW((void)world.run(one_step()), Crash);
  EXPECT_THAT(overdue(world, one_step(), std::chrono::minutes(14)), IsEmpty());
  EXPECT_THAT(overdue(world, one_step(), std::chrono::minutes(16)),
              testing::ElementsAre(id("action", 2)));
}

TEST(Standstill, AStepThatIsDueIsNamed) {
  ControlWorld world;
  world.journal.fate = [](std::size_t at) { return at == 0 ? Fate::written : Fate::unavailable; };
  world.limits.patience = Duration(0);
  Json one = one_step();
  one["workflow"][id("action", 2)]["delay"] = 60'000;
  ASSERT_TRUE(world.run(one));
  EXPECT_THAT(overdue(world, one, Duration(59'000)), IsEmpty());
  EXPECT_THAT(overdue(world, one, Duration(60'000)), testing::ElementsAre(id("action", 2)));
}

TEST(Standstill, WaitingForAPersonAndPausingAreNone) {
  ControlWorld world;
  world.limits.patience = Duration(0);
  world.on_command = [](const Invocation&, const Command&, CommandOutcome outcome) {
    outcome.question = R"({"text":"How many?"})";
    return outcome;
  };
  ASSERT_EQ(world.run(one_step())->status, RunStatus::waiting);
  EXPECT_THAT(overdue(world, one_step(), std::chrono::hours(24)), IsEmpty());
  world.journal.say({.kind = Reply::Kind::pause, .by = "anna"});
  ASSERT_EQ(world.run(one_step())->status, RunStatus::waiting);
  EXPECT_THAT(overdue(world, one_step(), std::chrono::hours(24 * 365)), IsEmpty());
}

}  // namespace
}  // namespace backstamp::playbook
