#include "casework/names.h"

#include <gmock/gmock.h>

#include <set>

#include "casework/action_table.h"
#include "casework/alert.h"
#include "casework/entity.h"
#include "casework/investigation_table.h"

namespace backstamp::casework {
namespace {

// Each enumerator from the first to `last` has a name of its own that leads back to it.
template <class Enum>
void expect_round_trip(Enum last, Result<Enum> (*parse)(std::string_view)) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const std::string_view name = name_of(static_cast<Enum>(i));
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(parse(name), static_cast<Enum>(i)) << name;
  }
  for (const std::string_view wrong : {"", "nonsense", "PENDING"}) {
    const auto parsed = parse(wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_EQ(parsed.error().fault, Fault::invalid);
    EXPECT_THAT(parsed.error().what, testing::HasSubstr(std::string(*names.begin())));
  }
}

TEST(Names, LeadToTheirEnumeratorsAndBack) {
  expect_round_trip(EntityKind::submission, entity_kind);
  expect_round_trip(Severity::high, severity);
  expect_round_trip(AlertStatus::resolved, alert_status);
  expect_round_trip(InvestigationStatus::queued_by_throttling, investigation_status);
  expect_round_trip(ActionStatus::undone, action_status);
  expect_round_trip(TargetState::undo_failed, target_state);
}

TEST(Names, AreThoseFixedAtTheEdge) {
  using enum InvestigationStatus;
  const std::pair<InvestigationStatus, const char*> fixed[] = {
      {starting, "Starting"},
      {running, "Running"},
      {pending_action, "PendingAction"},
      {no_threats_found, "NoThreatsFound"},
      {partially_investigated, "PartiallyInvestigated"},
      {remediated, "Remediated"},
      {partially_remediated, "PartiallyRemediated"},
      {terminated_by_system, "TerminatedBySystem"},
      {terminated_by_user, "TerminatedByUser"},
      {failed, "Failed"},
      {queued_by_throttling, "QueuedByThrottling"}};
  for (const auto& [status, name] : fixed) EXPECT_EQ(name_of(status), name);
  EXPECT_EQ(name_of(AlertStatus::fresh), "New");
  EXPECT_EQ(name_of(ActionStatus::pending), "Pending");
  EXPECT_EQ(name_of(EntityKind::message), "message");
}

}  // namespace
}  // namespace backstamp::casework
