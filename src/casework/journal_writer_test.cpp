// Group commit: all callers' entries become durable, each journal stays a chain, and what is wrong
// fails alone.
#include "casework/journal_writer.h"

#include <gtest/gtest.h>

#include <thread>

#include "casework/case_samples.h"
#include "casework/each_database.h"
#include "casework/import_table.h"

namespace backstamp::casework {
namespace {

class JournalWriterTest : public EachDatabase {
 protected:
  std::vector<JournalEntry> journal(InvestigationId id) {
    return read<std::vector<JournalEntry>>(
        [&](Session& session) { return list_journal(session, id); });
  }
  void expect_chains_hold() {
    const auto broken = read<std::optional<BrokenEntry>>(verify_journals);
    EXPECT_FALSE(broken) << broken->what;
  }
};
ON_EACH_DATABASE(JournalWriterTest);

InvestigationId run_id(int number) {
  return InvestigationId(Uuid::of_hash("run " + std::to_string(number)));
}

TEST_P(JournalWriterTest, ManyRunsAtOnceEachKeepTheirChain) {
  constexpr int runs = 20, appends = 25;
  JournalWriter writer(*store_);
  {
    std::vector<std::jthread> threads;
    for (int run = 0; run < runs; ++run) {
      threads.emplace_back([&writer, run] {
        for (int at = 0; at < appends; ++at) {
          const auto done = writer.append(
              {.id = run_id(run), .entries = {sample_entry(2 * at + 1), sample_entry(2 * at + 2)}});
          ASSERT_TRUE(done) << done.error().what;
        }
      });
    }
  }
  for (int run = 0; run < runs; ++run) EXPECT_EQ(journal(run_id(run)).size(), 2u * appends);
  expect_chains_hold();
}

TEST_P(JournalWriterTest, WhatIsWrongFailsAloneAndLeavesNoTrace) {
  JournalWriter writer(*store_);
  std::atomic<int> refused = 0, conflicts = 0;
  {
    std::vector<std::jthread> threads;
    for (int run = 0; run < 30; ++run) {
      threads.emplace_back([&, run] {
        JournalWriter::Batch batch{.id = run_id(run), .entries = {sample_entry(1)}};
        if (run % 3 == 0) batch.entries = {sample_entry(2)};
        if (run % 3 == 1) {
          batch.with = [](Session&) -> Result<void> { return fail(Fault::denied, "no"); };
        }
        const auto done = writer.append(batch);
        if (!done && done.error().fault == Fault::conflict) ++conflicts;
        if (!done && done.error().fault == Fault::denied) ++refused;
      });
    }
  }
  EXPECT_EQ(conflicts, 10);
  EXPECT_EQ(refused, 10);
  for (int run = 0; run < 30; ++run) {
    EXPECT_EQ(journal(run_id(run)).size(), run % 3 == 2 ? 1u : 0u) << run;
  }
  expect_chains_hold();
}

TEST_P(JournalWriterTest, NoticesAnotherWriter) {
  JournalWriter writer(*store_), other(*store_);
  ASSERT_TRUE(writer.append({.id = run_id(1), .entries = {sample_entry(1)}}));
  ASSERT_TRUE(other.append({.id = run_id(1), .entries = {sample_entry(2)}}));
  const auto late = writer.append({.id = run_id(1), .entries = {sample_entry(2)}});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().fault, Fault::conflict);
  ASSERT_TRUE(writer.append({.id = run_id(1), .entries = {sample_entry(3)}}));
  EXPECT_EQ(journal(run_id(1)).size(), 3u);
  expect_chains_hold();
}

}  // namespace
}  // namespace backstamp::casework
