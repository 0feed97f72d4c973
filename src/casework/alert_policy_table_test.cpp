#include "casework/alert_policy_table.h"

#include "casework/each_database.h"

namespace backstamp::casework {
namespace {

class AlertPolicies : public EachDatabase {};
ON_EACH_DATABASE(AlertPolicies);

TEST_P(AlertPolicies, AreReplacedAndRemoved) {
  const Time now = *parse_rfc3339("2026-11-24T10:00:00Z");
  StoredAlertPolicy policy{
      .id = "forwarding", .document = "{}", .changed_by = Text::trusted("anna"), .changed = now};
  for (const char* document : {"{}", "{\"enabled\":false}"}) {
    policy.document = document;
    write([&](Session& session) { return put_alert_policy(session, policy); });
  }
  const auto list = [&] {
    return *store_->reading<std::vector<StoredAlertPolicy>>(
        [](Session& session) { return list_alert_policies(session); });
  };
  EXPECT_EQ(list(), std::vector{policy});
  const auto remove = [&] {
    return *store_->writing<bool>(
        [](Session& session) { return remove_alert_policy(session, "forwarding"); });
  };
  EXPECT_TRUE(remove());
  EXPECT_FALSE(remove());
  EXPECT_TRUE(list().empty());
}

TEST_P(AlertPolicies, AMarkMovesOn) {
  const Time now = *parse_rfc3339("2026-11-24T10:00:00Z");
  const auto mark = [&] {
    return *store_->reading<std::optional<Time>>(
        [](Session& session) { return policy_mark(session, "CloudAppEvents"); });
  };
  EXPECT_EQ(mark(), std::nullopt);
  for (const Time at : {now, now + std::chrono::seconds(5)}) {
    write([&](Session& session) { return set_policy_mark(session, "CloudAppEvents", at); });
    EXPECT_EQ(mark(), at);
  }
}

}  // namespace
}  // namespace backstamp::casework
