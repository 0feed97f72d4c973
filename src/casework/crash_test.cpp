// What transact() returned success for survives SIGKILL.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "casework/action_table.h"
#include "casework/case_samples.h"
#include "casework/each_database.h"
#include "casework/journal_table.h"

namespace backstamp::casework {
namespace {

class CrashTest : public EachDatabase {};
ON_EACH_DATABASE(CrashTest);

const InvestigationId run_id{Uuid::of_hash("crash")};

// One transaction: a journal entry and the audit of it belong together.
Result<void> step(Store& store, std::int64_t sequence) {
  return store.transact([&](Session& session) -> Result<void> {
    TRY(append_journal(session, run_id, sample_entry(sequence)));
    return append_audit(session, sample_audit());
  });
}

Result<std::vector<JournalEntry>> journal(Store& store) {
  return store.reading<std::vector<JournalEntry>>(
      [](Session& session) { return list_journal(session, run_id); });
}

// In the child: goes on where the journal ends and reports each commit.
[[noreturn]] void commit_until_killed(const std::string& url, int reports) {
  const auto store = Store::open(url);
  const auto before = store ? journal(**store) : std::unexpected(store.error());
  if (!before) ::_exit(1);
  for (auto sequence = static_cast<std::int64_t>(before->size()) + 1;; ++sequence) {
    if (!step(**store, sequence)) ::_exit(2);
    if (::write(reports, &sequence, sizeof sequence) != sizeof sequence) ::_exit(3);
  }
}

// Kills the child some moment after `wanted` reports; the last one it gave.
std::int64_t last_report_of_killed_child(const std::string& url, int wanted, int pause_us) {
  int ends[2];
  if (::pipe(ends) != 0) return -1;
  const pid_t child = ::fork();
  if (child == 0) commit_until_killed(url, ends[1]);
  ::close(ends[1]);
  std::int64_t last = -1, got = 0;
  for (int i = 0; i < wanted && ::read(ends[0], &got, sizeof got) == sizeof got; ++i) last = got;
  ::usleep(static_cast<useconds_t>(pause_us));
  ::kill(child, SIGKILL);
  while (::read(ends[0], &got, sizeof got) == sizeof got) last = got;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
  return last;
}

TEST_P(CrashTest, WhatWasReportedIsThere) {
  const std::string url = database_.url();
  store_.reset();
  for (int round = 0; round < 6; ++round) {
    const auto reported = last_report_of_killed_child(url, 5 + round * 3, round * 700);
    ASSERT_GT(reported, 0);
    const auto store = std::move(*Store::open(url));
    const auto entries = journal(*store);
    ASSERT_TRUE(entries) << entries.error().what;
    // At most the one transaction under way may be there unreported.
    EXPECT_GE(static_cast<std::int64_t>(entries->size()), reported);
    EXPECT_LE(static_cast<std::int64_t>(entries->size()), reported + 1);
    const auto audited = store->reading<std::vector<AuditEntry>>(
        [](Session& session) { return list_audit(session, 100'000, 0); });
    ASSERT_TRUE(audited);
    EXPECT_EQ(audited->size(), entries->size()) << "a transaction was torn apart";
    const auto broken = store->reading<std::optional<BrokenEntry>>(verify_journals);
    ASSERT_TRUE(broken);
    EXPECT_FALSE(*broken) << (*broken)->what;
  }
}

}  // namespace
}  // namespace backstamp::casework
