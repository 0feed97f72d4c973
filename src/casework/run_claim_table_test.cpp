// Runs are claimed by one node at a time, and nobody's call for one is lost.
#include "casework/run_claim_table.h"

#include <gmock/gmock.h>

#include "casework/each_database.h"
#include "casework/investigation_table.h"
#include "casework/journal_table.h"

namespace backstamp::casework {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RunClaims : public EachDatabase {
 protected:
  InvestigationId begin(int number) {
    Investigation one;
    one.id = InvestigationId(Uuid::of_hash("run " + std::to_string(number)));
    one.variables = "{}";
    one.started = Time(Duration(number));
    write([&](Session& session) { return add_investigation(session, one); });
    return one.id;
  }
  bool claim(InvestigationId id, const std::string& node) {
    return write<bool>([&](Session& session) { return claim_run(session, id, node); });
  }
  bool release(InvestigationId id, const std::string& node, std::optional<Time> wake = {}) {
    return write<bool>([&](Session& session) { return release_run(session, id, node, wake); });
  }
  std::vector<InvestigationId> free_at(std::int64_t ms) {
    return read<std::vector<InvestigationId>>(
        [&](Session& session) { return free_runs(session, Time(Duration(ms)), 100); });
  }
};

TEST_P(RunClaims, OneNodeHasARun) {
  const InvestigationId one = begin(1), two = begin(2);
  EXPECT_THAT(free_at(0), ElementsAre(one, two));
  EXPECT_TRUE(claim(one, "a"));
  EXPECT_TRUE(claim(one, "a"));
  EXPECT_FALSE(claim(one, "b"));
  EXPECT_THAT(free_at(0), ElementsAre(two));
}

TEST_P(RunClaims, AReleasedRunWaitsForItsTimeOrACall) {
  const InvestigationId one = begin(1);
  ASSERT_TRUE(claim(one, "a"));
  EXPECT_TRUE(release(one, "a", Time(Duration(500))));
  EXPECT_THAT(free_at(499), IsEmpty());
  EXPECT_THAT(free_at(500), ElementsAre(one));
  EXPECT_TRUE(claim(one, "b"));
  EXPECT_TRUE(release(one, "b"));
  EXPECT_THAT(free_at(1'000'000), IsEmpty());
  EXPECT_TRUE(claim(one, "a"));  // a call needs no time
}

TEST_P(RunClaims, ACallForATakenRunIsHeardByWhoHasIt) {
  const InvestigationId one = begin(1);
  ASSERT_TRUE(claim(one, "a"));
  EXPECT_FALSE(claim(one, "b"));
  EXPECT_FALSE(release(one, "a"));  // look at it once more
  EXPECT_FALSE(claim(one, "b"));
  EXPECT_FALSE(release(one, "a"));
  EXPECT_TRUE(release(one, "a"));
}

TEST_P(RunClaims, ALostNodesRunsAreFree) {
  const InvestigationId one = begin(1), two = begin(2);
  ASSERT_TRUE(claim(one, "a"));
  ASSERT_TRUE(claim(two, "b"));
  for (const std::string node : {"a", "b", "a"}) {
    write([&](Session& session) { return beat(session, node); });
  }
  const auto beats = read<std::vector<NodeBeat>>(list_beats);
  ASSERT_EQ(beats.size(), 2u);
  EXPECT_EQ(beats[0].beat, 2);
  EXPECT_EQ(write<std::int64_t>([](Session& session) { return free_runs_of(session, "a"); }), 1);
  EXPECT_THAT(free_at(0), ElementsAre(one));
  EXPECT_TRUE(claim(one, "b"));
  EXPECT_TRUE(release(one, "a"));  // the one thought lost has nothing to say any more
  EXPECT_FALSE(claim(one, "c"));
  EXPECT_EQ(read<std::vector<NodeBeat>>(list_beats).size(), 1u);
}

TEST_P(RunClaims, AnEndedRunLeavesNothing) {
  const InvestigationId one = begin(1);
  ASSERT_TRUE(claim(one, "a"));
  write([&](Session& session) { return end_claim(session, one, "a"); });
  EXPECT_TRUE(claim(one, "b"));
  write([](Session& session) { return free_all_runs(session); });
  EXPECT_TRUE(claim(one, "c"));
}

TEST_P(RunClaims, StillJournalsAreThoseWithoutANewEntry) {
  const InvestigationId still = begin(1), moving = begin(2);
  begin(3);  // not yet begun
  const auto entry = [](std::int64_t sequence, std::int64_t at) {
    return JournalEntry{.sequence = sequence,
                        .kind = "step_started",
                        .invocation = "x",
                        .step_id = {},
                        .step_name = {},
                        .command = {},
                        .at = Time(Duration(at)),
                        .detail = "{}",
                        .previous_hash = {},
                        .hash = {}};
  };
  write([&](Session& session) -> Result<void> {
    TRY(append_journal(session, still, entry(1, 100)));
    TRY(append_journal(session, still, entry(2, 200)));
    TRY(append_journal(session, moving, entry(1, 100)));
    return append_journal(session, moving, entry(2, 900));
  });
  const auto found = read<std::vector<StillJournal>>(
      [](Session& session) { return still_journals(session, Time(Duration(500)), 10); });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, still);
  EXPECT_EQ(found[0].sequence, 2);
  EXPECT_EQ(found[0].since, Time(Duration(200)));
}

ON_EACH_DATABASE(RunClaims);

}  // namespace
}  // namespace backstamp::casework
