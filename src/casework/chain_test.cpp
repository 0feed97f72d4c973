#include "casework/chain.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "casework/case_samples.h"
#include "casework/each_database.h"

namespace backstamp::casework {
namespace {

TEST(ChainHash, IsOverThePreviousHashAndEachFieldWithItsLength) {
  EXPECT_EQ(chain_hash(chain_start(), {"ab", "", "c"}),
            sha256_hex(std::string(64, '0') + "2:ab0:1:c"));
  EXPECT_NE(chain_hash("", {"ab", "c"}), chain_hash("", {"a", "bc"}));
}

const InvestigationId first{*Uuid::parse("11111111-0000-4000-8000-000000000000")};
const InvestigationId second{*Uuid::parse("22222222-0000-4000-8000-000000000000")};

class ChainTest : public EachDatabase {
 protected:
  void SetUp() override {
    EachDatabase::SetUp();
    if (!store_) return;
    write([&](Session& session) -> Result<void> {
      for (const InvestigationId id : {first, second}) {
        for (int i = 1; i <= 4; ++i) TRY(append_journal(session, id, sample_entry(i)));
      }
      for (int i = 0; i < 5; ++i) TRY(append_audit(session, sample_audit()));
      return {};
    });
  }
  std::optional<BrokenEntry> broken_journal() {
    return read<std::optional<BrokenEntry>>(verify_journals);
  }
  std::optional<BrokenEntry> broken_audit() {
    return read<std::optional<BrokenEntry>>(verify_audit);
  }
};
ON_EACH_DATABASE(ChainTest);

TEST_P(ChainTest, AnUntouchedChainHolds) {
  EXPECT_FALSE(broken_journal());
  EXPECT_FALSE(broken_audit());
}

struct Alteration {
  const char* statement;
  std::int64_t found_at;
  const char* what;
};
constexpr const char* altered = "its fields do not give its hash: it was altered";
constexpr const char* unconnected = "it does not follow the entry before it";

TEST_P(ChainTest, FindsEachAlteredFieldOfTheJournal) {
  const std::string where =
      " where investigation_id = '" + second.value().text() + "' and sequence = 3";
  for (const char* change :
       {"kind = 'step_started'", "invocation = 'root/4'", "step_id = 'action--2'",
        "step_name = 'Find similar mai'", "command = ''", "at = at + 1",
        R"(detail = '{"status":"failed"}')", "hash = replace(hash, substr(hash, 1, 1), 'x')",
        "previous_hash = hash"}) {
    database_.run("create table saved as select * from journal");
    database_.run("update journal set " + std::string(change) + where);
    const auto broken = broken_journal();
    ASSERT_TRUE(broken) << change;
    EXPECT_EQ(broken->chain, "journal " + second.value().text());
    EXPECT_EQ(broken->sequence, 3) << change;
    EXPECT_EQ(broken->what, altered) << change;
    database_.run("delete from journal");
    database_.run("insert into journal select * from saved");
    database_.run("drop table saved");
    ASSERT_FALSE(broken_journal());
  }
}

TEST_P(ChainTest, FindsAMissingAndAForeignEntryOfTheJournal) {
  database_.run("delete from journal where investigation_id = '" + first.value().text() +
                "' and sequence = 2");
  auto broken = broken_journal();
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->chain, "journal " + first.value().text());
  EXPECT_EQ(broken->sequence, 2);
  EXPECT_EQ(broken->what, "the entry is missing; the next one stored is 3");

  // A whole journal under another investigation's name.
  database_.run("delete from journal where investigation_id = '" + first.value().text() + "'");
  database_.run("update journal set investigation_id = '" + first.value().text() + "'");
  broken = broken_journal();
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->sequence, 1);
  EXPECT_EQ(broken->what, altered);
}

TEST_P(ChainTest, FindsAlterationsOfTheAudit) {
  for (const Alteration& alteration :
       {Alteration{"update audit set actor = 'system' where sequence = 4", 4, altered},
        Alteration{"update audit set at = 0 where sequence = 3", 3, altered},
        Alteration{"update audit set what = 'action rejected' where sequence = 2", 2, altered},
        Alteration{"delete from audit where sequence = 1", 1,
                   "the entry is missing; the next one stored is 2"}}) {
    database_.run(alteration.statement);
    const auto broken = broken_audit();
    ASSERT_TRUE(broken) << alteration.statement;
    EXPECT_EQ(broken->chain, "audit");
    EXPECT_EQ(broken->sequence, alteration.found_at);
    EXPECT_EQ(broken->what, alteration.what);
  }
}

TEST_P(ChainTest, FindsAnEntryThatWasHashedAnew) {
  const auto entries =
      read<std::vector<AuditEntry>>([](Session& session) { return list_audit(session, 10, 0); });
  AuditEntry forged = entries[3];
  ASSERT_EQ(forged.sequence, 2);
  const std::string hash =
      chain_hash(forged.previous_hash, {"2", std::to_string(forged.at.time_since_epoch().count()),
                                        "nobody", forged.what, forged.target, forged.detail});
  database_.run("update audit set actor = 'nobody', hash = '" + hash + "' where sequence = 2");
  const auto broken = broken_audit();
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->sequence, 3);
  EXPECT_EQ(broken->what, unconnected);
}

TEST_P(ChainTest, AJournalTakesOnlyItsNextEntry) {
  for (const std::int64_t sequence : {0, 4, 6}) {
    const Error error = refused(
        [&](Session& session) { return append_journal(session, first, sample_entry(sequence)); });
    EXPECT_EQ(error.fault, Fault::conflict);
    EXPECT_NE(error.what.find("the next entry is 5"), std::string::npos) << error.what;
  }
  write([&](Session& session) { return append_journal(session, first, sample_entry(5)); });
  const auto entries = read<std::vector<JournalEntry>>(
      [&](Session& session) { return list_journal(session, first); });
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_EQ(entries[0].previous_hash, std::string(64, '0'));
  EXPECT_EQ(entries[4].previous_hash, entries[3].hash);
  EXPECT_EQ(entries[4].detail, sample_entry(5).detail);
  EXPECT_EQ(entries[4].at, sample_entry(5).at);
}

TEST_P(ChainTest, OnlyOneOfTwoProcessesRunsAnInvestigation) {
  const auto other = std::move(*Store::open(database_.url()));
  std::atomic<int> won = 0, lost = 0;
  const auto append = [&](Store& store) {
    const auto done = store.transact(
        [&](Session& session) { return append_journal(session, first, sample_entry(5)); });
    if (done) {
      ++won;
    } else if (done.error().fault == Fault::conflict) {
      ++lost;
    }
  };
  {
    std::jthread one([&] { append(*store_); });
    std::jthread two([&] { append(*other); });
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 1);
}

TEST_P(ChainTest, TheAuditIsReadNewestFirst) {
  const auto page =
      read<std::vector<AuditEntry>>([](Session& session) { return list_audit(session, 2, 4); });
  ASSERT_EQ(page.size(), 2u);
  EXPECT_EQ(page[0].sequence, 3);
  EXPECT_EQ(page[1].sequence, 2);
  EXPECT_EQ(page[1].actor, "analyst");
}

}  // namespace
}  // namespace backstamp::casework
