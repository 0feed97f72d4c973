#include "investigation/conclusion.h"

#include <gtest/gtest.h>

namespace backstamp::investigation {
namespace {

using casework::ActionStatus;
using casework::InvestigationStatus;

const std::optional<playbook::RunEnd> finished = playbook::RunEnd{};

std::vector<casework::Action> actions(std::initializer_list<ActionStatus> statuses) {
  std::vector<casework::Action> all;
  for (const ActionStatus status : statuses) {
    casework::Action action;
    action.status = status;
    action.copies = 30;
    all.push_back(action);
  }
  return all;
}

std::vector<casework::Cluster> cluster(const std::string& verdict, const std::string& location) {
  casework::Cluster one;
  one.verdict = verdict;
  casework::ClusterMember member;
  member.latest_location = location;
  one.members.push_back(member);
  return {one};
}

TEST(Conclusion, FollowsTheActions) {
  struct Row {
    std::vector<casework::Action> actions;
    InvestigationStatus status;
    bool ended;
  };
  const std::vector<Row> rows = {
      {actions({ActionStatus::pending}), InvestigationStatus::pending_action, false},
      {actions({ActionStatus::executing}), InvestigationStatus::running, false},
      {actions({ActionStatus::done}), InvestigationStatus::remediated, true},
      {actions({ActionStatus::rejected}), InvestigationStatus::remediated, true},
      {actions({ActionStatus::done, ActionStatus::partial}),
       InvestigationStatus::partially_remediated, true},
      {actions({ActionStatus::undone}), InvestigationStatus::partially_remediated, true},
      {actions({ActionStatus::expired}), InvestigationStatus::terminated_by_system, true},
      {actions({ActionStatus::cancelled}), InvestigationStatus::remediated, true},
  };
  for (const Row& row : rows) {
    const Standing standing = conclude(finished, "Malicious", {}, row.actions);
    EXPECT_EQ(standing.status, row.status) << standing.result;
    EXPECT_EQ(standing.ended, row.ended) << standing.result;
  }
}

TEST(Conclusion, WithoutActionsFollowsTheVerdict) {
  EXPECT_EQ(conclude(finished, "NoThreatsFound", {}, {}).status,
            InvestigationStatus::no_threats_found);
  EXPECT_EQ(conclude(finished, "Malicious", cluster("Malicious", "Quarantine"), {}).status,
            InvestigationStatus::remediated);
  EXPECT_EQ(
      conclude(finished, "Malicious", cluster("Malicious", "On-premises/external"), {}).status,
      InvestigationStatus::partially_investigated);
  EXPECT_EQ(conclude(std::nullopt, "Malicious", {}, {}).status, InvestigationStatus::running);
  EXPECT_EQ(
      conclude(playbook::RunEnd{playbook::RunStatus::failed, "why", {}}, "Unknown", {}, {}).status,
      InvestigationStatus::failed);
}

}  // namespace
}  // namespace backstamp::investigation
