#include "casework/rule_table.h"

#include <gmock/gmock.h>

#include "casework/case_samples.h"
#include "casework/each_database.h"

namespace backstamp::casework {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class RuleTableTest : public EachDatabase {
 protected:
  static Time at(int seconds) { return Time(std::chrono::seconds(1'790'000'000 + seconds)); }
  RuleRow rule(const std::string& name, bool active, bool suspicious = false) const {
    return {.mailbox = anna_,
            .kind = "sieve",
            .name = name,
            .active = active,
            .sha256 = "ab",
            .findings = suspicious ? "[1]" : "[]",
            .suspicious = suspicious,
            .since = {},
            .until = {}};
  }
  RuleChanges see(const std::vector<RuleRow>& rules, Time now) {
    RuleChanges changes;
    write([&](Session& session) -> Result<void> {
      changes = TRY(record_rules(session, anna_, rules, now));
      return {};
    });
    return changes;
  }
  std::vector<RuleRow> listed(const RuleFilter& filter) {
    return read<std::vector<RuleRow>>(
        [&](Session& session) { return list_rules(session, filter); });
  }
  const Text anna_ = sample_address(1);
};
ON_EACH_DATABASE(RuleTableTest);

TEST_P(RuleTableTest, KeepsWhatCameChangedAndWent) {
  const std::string odd = "f\xff\tw";
  EXPECT_EQ(see({rule("main", true, true), rule(odd, false)}, at(0)).come, 2);
  EXPECT_EQ(see({rule("main", true, true), rule(odd, false)}, at(1)).changed, 0);
  EXPECT_EQ(see({rule("main", false, true), rule(odd, false)}, at(2)).changed, 1);
  EXPECT_EQ(see({rule("main", false, true)}, at(3)).gone, 1);
  ASSERT_THAT(listed({}), SizeIs(1));
  EXPECT_FALSE(listed({})[0].active);
  EXPECT_EQ(listed({})[0].since, at(2));
  const auto history = listed({.history = true});
  ASSERT_THAT(history, SizeIs(3));
  for (const RuleRow& row : history) {
    if (row.name == odd) {
      EXPECT_EQ(row.until, at(3));
    }
    if (row.active) {
      EXPECT_EQ(row.until, at(2));
    }
  }
  EXPECT_THAT(listed({.suspicious_only = true}), SizeIs(1));
  EXPECT_THAT(listed({.mailbox = anna_.str()}), SizeIs(1));
  EXPECT_THAT(listed({.mailbox = "other@example.test"}), IsEmpty());
}

}  // namespace
}  // namespace backstamp::casework
