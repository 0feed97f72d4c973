// Executions and undos killed at random moments: afterwards each target was done exactly once.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "action/organisation_on_disk.h"

namespace backstamp::action {
namespace {

using casework::ActionId;
using casework::ActionStatus;
using casework::TargetState;
using std::chrono::microseconds;

constexpr int users = 30, copies = 200, rounds = 50;
const casework::Decision analyst{.by = "ann", .at = {}, .comment = "", .verdict = ""};

enum class Phase { removal, undo };

Result<void> decide(Executor& executor, ActionId id, Phase phase) {
  return phase == Phase::removal ? executor.approve(id, analyst) : executor.undo(id, analyst);
}

// A process that decides and works until it is killed.
pid_t start_victim(OrganisationOnDisk& organisation, ActionId id, Phase phase) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  const auto store = organisation.open_store();
  const auto executor = organisation.start(*store);
  if (!decide(*executor, id, phase)) ::_exit(1);
  for (;;) ::pause();
}

void kill_after(pid_t child, microseconds delay) {
  std::this_thread::sleep_for(delay);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
}

class CrashTest : public testing::Test {
 protected:
  CrashTest() {
    for (int i = 0; i < copies; ++i) {
      targets_.push_back(organisation_.deliver(i, i % users));
    }
    organisation_.deliver(copies + 1, 0);
  }

  std::map<std::string, std::string> without_targets() const {
    OrganisationOnDisk other(users);
    other.deliver(copies + 1, 0);
    return other.mail.state();
  }

  // Kills a victim amid the phase, then goes on in this process until the action rests.
  void interrupt_and_resume(ActionId id, Phase phase, microseconds delay) {
    kill_after(start_victim(organisation_, id, phase), delay);
    const auto store = organisation_.open_store();
    int open = 0, settled = 0;
    for (const auto& target : targets_in(*store, id)) {
      const bool rests =
          target.state == (phase == Phase::removal ? TargetState::done : TargetState::undone);
      ++(rests ? settled : open);
    }
    if (open > 0 && settled > 0) ++amid_;
    const auto executor = organisation_.start(*store);
    const auto status = action_in(*store, id).status;
    const bool undecided =
        status == (phase == Phase::removal ? ActionStatus::pending : ActionStatus::done);
    EXPECT_TRUE(!undecided || decide(*executor, id, phase));
    const auto rested = executor->wait(id, deadline_in(std::chrono::seconds(60)));
    EXPECT_TRUE(rested) << rested.error().what;
  }

  void expect_all(ActionId id, ActionStatus status, TargetState state, const char* phase) {
    const auto store = organisation_.open_store();
    EXPECT_EQ(action_in(*store, id).status, status);
    const auto targets = targets_in(*store, id);
    EXPECT_EQ(targets.size(), static_cast<std::size_t>(copies));
    for (const auto& target : targets) {
      ASSERT_EQ(target.state, state) << target.detail;
    }
    EXPECT_EQ(organisation_.events.count(phase), copies);
  }

  // A round: removal and undo, each interrupted once.
  void round(microseconds removal_delay, microseconds undo_delay) {
    const auto before = organisation_.mail.state();
    const ActionId id = [&] {
      const auto store = organisation_.open_store();
      return organisation_.recommend(*store, targets_);
    }();
    interrupt_and_resume(id, Phase::removal, removal_delay);
    expect_all(id, ActionStatus::done, TargetState::done, (id.value().text() + "-remove").c_str());
    EXPECT_EQ(organisation_.mail.state(), expected_);
    interrupt_and_resume(id, Phase::undo, undo_delay);
    expect_all(id, ActionStatus::undone, TargetState::undone,
               (id.value().text() + "-undo").c_str());
    EXPECT_EQ(organisation_.mail.state(), before);
  }

  microseconds time_of_a_run() {
    const auto started = std::chrono::steady_clock::now();
    const auto store = organisation_.open_store();
    const ActionId id = organisation_.recommend(*store, targets_);
    const auto executor = organisation_.start(*store);
    EXPECT_TRUE(decide(*executor, id, Phase::removal));
    EXPECT_TRUE(executor->wait(id, deadline_in(std::chrono::seconds(60))));
    const auto took = std::chrono::steady_clock::now() - started;
    EXPECT_TRUE(decide(*executor, id, Phase::undo));
    EXPECT_TRUE(executor->wait(id, deadline_in(std::chrono::seconds(60))));
    return std::chrono::duration_cast<microseconds>(took);
  }

  OrganisationOnDisk organisation_{users};
  std::vector<casework::ActionTarget> targets_;
  std::map<std::string, std::string> expected_ = without_targets();
  int amid_ = 0;
};

TEST_F(CrashTest, EachTargetIsDoneExactlyOnce) {
  const microseconds whole = time_of_a_run();
  const std::uint64_t seed = std::random_device()();
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> moment(0, whole.count());
  for (int i = 0; i < rounds && !HasFailure(); ++i) {
    SCOPED_TRACE("round " + std::to_string(i) + " of seed " + std::to_string(seed));
    round(microseconds(moment(random)), microseconds(moment(random)));
  }
  EXPECT_GT(amid_, 0) << "no kill came amid the work, so nothing was tried";
  RecordProperty("killed_amid_the_work", amid_);
}

}  // namespace
}  // namespace backstamp::action
