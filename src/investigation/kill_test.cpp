// SIGKILL at random moments while 50 runs are going: all finish, each journal has each invocation
// once, and the chains hold. BACKSTAMP_KILLS sets how many times (25 a database).
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "casework/journal_table.h"
#include "casework/private_postgresql.h"
#include "investigation/durable_runs.h"

namespace backstamp::investigation {
namespace {

constexpr int runs = 50, rounds = 12;

int kills_wanted() {
  const char* text = std::getenv("BACKSTAMP_KILLS");
  return text ? std::max(1, std::atoi(text)) : 25;
}

// In the child: the runs that are not yet finished, to their ends.
[[noreturn]] void run_until_killed(const std::string& url, int first) {
  const auto store = casework::Store::open(url);
  if (!store) ::_exit(2);
  ::_exit(run_all(**store, durable_playbook(rounds), first, runs) ? 0 : 3);
}

struct Ended {
  bool killed = false;
  int status = 0;
};

Ended run_child(const std::string& url, int first, std::optional<int> kill_after_ms) {
  const pid_t child = ::fork();
  if (child == 0) run_until_killed(url, first);
  if (kill_after_ms) {
    ::usleep(static_cast<useconds_t>(*kill_after_ms) * 1000);
    ::kill(child, SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFSIGNALED(status), WIFSIGNALED(status) ? 0 : WEXITSTATUS(status)};
}

void expect_whole(const std::vector<casework::JournalEntry>& journal, int number) {
  std::map<std::string, int> started, finished;
  for (const auto& entry : journal) {
    if (entry.kind == "step_started") ++started[entry.invocation];
    if (entry.kind == "step_finished") ++finished[entry.invocation];
  }
  ASSERT_FALSE(journal.empty()) << "run " << number;
  EXPECT_EQ(journal.back().kind, "run_finished") << "run " << number;
  EXPECT_EQ(started, finished) << "run " << number;
  // The loop, and in each round the parallel step and three actions.
  EXPECT_EQ(started.size(), 1u + 4u * rounds) << "run " << number;
  for (const auto& [invocation, times] : started) EXPECT_EQ(times, 1) << invocation;
}

void expect_all_whole(const std::string& url, int runs_begun) {
  const auto store = std::move(*casework::Store::open(url));
  for (int number = 0; number < runs_begun; ++number) {
    const auto journal = store->reading<std::vector<casework::JournalEntry>>([&](auto& session) {
      return list_journal(session, casework::InvestigationId(durable_run(number).value()));
    });
    ASSERT_TRUE(journal) << journal.error().what;
    expect_whole(*journal, number);
    if (testing::Test::HasFailure()) return;
  }
  const auto broken =
      store->reading<std::optional<casework::BrokenEntry>>(casework::verify_journals);
  ASSERT_TRUE(broken) << broken.error().what;
  EXPECT_FALSE(*broken) << (*broken)->what;
}

void kill_at_random_moments(const std::string& url, unsigned seed) {
  ASSERT_TRUE(casework::Store::open(url));
  std::mt19937 random(seed);
  int first = 0, kills = 0;
  while (kills < kills_wanted()) {
    const int after_ms = std::uniform_int_distribution(1, 250)(random);
    const Ended ended = run_child(url, first, after_ms);
    if (ended.killed) {
      ++kills;
    } else {
      ASSERT_EQ(ended.status, 0) << "the child failed by itself";
      first += runs;  // all were finished before: 50 new ones
    }
  }
  const Ended last = run_child(url, first, std::nullopt);
  ASSERT_EQ(last.status, 0);
  expect_all_whole(url, first + runs);
}

TEST(Kill, RunsOnSqliteSurviveEachMoment) {
  std::string folder = "/tmp/bs-kill-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  kill_at_random_moments("sqlite://" + folder + "/cases.db", 1);
  std::filesystem::remove_all(folder);
}

TEST(Kill, RunsOnPostgresqlSurviveEachMoment) {
  const auto server = casework::PrivatePostgresql::start();
  ASSERT_TRUE(server) << server.error().what;
  kill_at_random_moments((*server)->url(), 2);
}

}  // namespace
}  // namespace backstamp::investigation
