#include "hunting/engine/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "http/client.h"
#include "hunting/engine/child.h"
#include "hunting/engine/test_engine.h"

namespace backstamp::hunting::engine {
namespace {

Deadline soon() { return deadline_in(Duration(60'000)); }

bool wait_until(const std::function<bool()>& holds) {
  const Deadline deadline = soon();
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(Duration(10));
  }
  return true;
}

// Gone or not yet reaped by init: no longer running.
bool runs(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return static_cast<bool>(file >> number >> name >> state) && state != "Z" && state != "X";
}

TEST(Supervisor, StartsItAgainAndStopsIt) {
  TestEngine engine;
  if (!engine.ready() || engine.is_external()) GTEST_SKIP() << engine.why_not();
  engine.stop();
  auto supervisor = Supervisor::start(engine.command(), engine.endpoint(), soon());
  ASSERT_TRUE(supervisor) << supervisor.error().what;
  const int first = (*supervisor)->pid();
  ASSERT_GT(first, 0);
  EXPECT_EQ((*supervisor)->restarts(), 0U);

  ::kill(first, SIGKILL);
  EXPECT_TRUE(wait_until([&] { return (*supervisor)->restarts() == 1; }));
  http::Client client(engine.endpoint());
  EXPECT_TRUE(wait_until([&] { return client.send({.target = "/ping"}, soon()).has_value(); }));
  const int second = (*supervisor)->pid();
  EXPECT_NE(second, first);

  supervisor->reset();
  EXPECT_FALSE(runs(second));
}

TEST(Supervisor, IsNotTakenInByAnEngineThatSomebodyElseRuns) {
  TestEngine engine;
  if (!engine.ready() || engine.is_external()) GTEST_SKIP() << engine.why_not();
  const auto second = Supervisor::start(engine.command(), engine.endpoint(), soon());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::unavailable);
  EXPECT_TRUE(second.error().what.contains("is held by process " + std::to_string(engine.pid())))
      << second.error().what;
}

TEST(Supervisor, AnEngineThatCanNotOpenItsDataSaysSo) {
  TestEngine engine;
  if (!engine.ready() || engine.is_external()) GTEST_SKIP() << engine.why_not();
  engine.stop();
  const std::filesystem::path store = std::filesystem::path(engine.command()[1]) / "store";
  std::filesystem::remove_all(store);
  std::ofstream(store) << "no folder";
  const auto broken = Supervisor::start(engine.command(), engine.endpoint(), soon());
  ASSERT_FALSE(broken);
  EXPECT_TRUE(broken.error().what.contains("cannot open its data")) << broken.error().what;
}

TEST(Supervisor, SaysWhatTheChildSaidLast) {
  const auto supervisor =
      Supervisor::start({"/bin/sh", "-c", "echo first >&2; echo the reason >&2; exit 3"},
                        http::UnixEndpoint{"/tmp/backstamp-nobody.sock"}, soon());
  ASSERT_FALSE(supervisor);
  EXPECT_EQ(supervisor.error().fault, Fault::unavailable);
  EXPECT_TRUE(supervisor.error().what.ends_with(": the reason")) << supervisor.error().what;
}

TEST(Supervisor, DoesNotWaitLongerThanItMay) {
  const auto supervisor =
      Supervisor::start({"/bin/sleep", "1000"}, http::UnixEndpoint{"/tmp/backstamp-nobody.sock"},
                        deadline_in(Duration(100)));
  ASSERT_FALSE(supervisor);
  EXPECT_EQ(supervisor.error().fault, Fault::timeout);
}

TEST(Supervisor, AProgramThatIsMissingIsAnError) {
  const auto supervisor = Supervisor::start(
      {"/nonexistent/engine"}, http::UnixEndpoint{"/tmp/backstamp-nobody.sock"}, soon());
  ASSERT_FALSE(supervisor);
  EXPECT_EQ(supervisor.error().fault, Fault::unavailable);
}

TEST(Child, DiesWithItsParentHoweverThatDies) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const int parent = ::fork();
  if (parent == 0) {
    const auto child = spawn_child({"/bin/sleep", "1000"}, Errors::inherited);
    const int pid = child ? child->pid : 0;
    if (::write(ends[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  int child = 0;
  ASSERT_EQ(::read(ends[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  ASSERT_GT(child, 0);
  EXPECT_TRUE(runs(child));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_TRUE(wait_until([&] { return !runs(child); }));
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace backstamp::hunting::engine
