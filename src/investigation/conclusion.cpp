#include "investigation/conclusion.h"

#include <algorithm>

#include "investigation/attack.h"

namespace backstamp::investigation {
namespace {

using casework::ActionStatus;
using casework::InvestigationStatus;

std::size_t count(const std::vector<casework::Action>& actions,
                  std::initializer_list<ActionStatus> wanted) {
  return static_cast<std::size_t>(
      std::ranges::count_if(actions, [&](const casework::Action& action) {
        return std::ranges::find(wanted, action.status) != wanted.end();
      }));
}

std::string copies_of(const std::vector<casework::Action>& actions,
                      std::initializer_list<ActionStatus> wanted) {
  std::int64_t copies = 0;
  for (const casework::Action& action : actions) {
    if (std::ranges::find(wanted, action.status) != wanted.end()) copies += action.copies;
  }
  return std::to_string(copies) + (copies == 1 ? " copy" : " copies");
}

Standing decided(const std::vector<casework::Action>& actions) {
  if (count(actions, {ActionStatus::expired}) > 0) {
    return {InvestigationStatus::terminated_by_system,
            "nobody decided in time; the recommended actions expired", true, "Unremediated"};
  }
  if (count(actions, {ActionStatus::undone}) > 0) {
    return {InvestigationStatus::partially_remediated,
            "the removal of " + copies_of(actions, {ActionStatus::undone}) + " was undone", true,
            "Active"};
  }
  if (count(actions, {ActionStatus::partial, ActionStatus::failed}) > 0) {
    return {InvestigationStatus::partially_remediated,
            "some copies could not be removed; see the action's outcomes", true,
            "Partially remediated"};
  }
  if (count(actions, {ActionStatus::done}) > 0) {
    return {InvestigationStatus::remediated,
            copies_of(actions, {ActionStatus::done}) + " removed and verified", true, "Remediated"};
  }
  if (count(actions, {ActionStatus::cancelled}) > 0) {
    return {InvestigationStatus::remediated, "no copy is left in a mailbox", true, "Remediated"};
  }
  return {InvestigationStatus::remediated, "the recommended actions were rejected", true,
          "Declined"};
}

Standing with_actions(const std::vector<casework::Action>& actions) {
  if (count(actions, {ActionStatus::approved, ActionStatus::executing, ActionStatus::undoing}) >
      0) {
    return {InvestigationStatus::running, "carrying out what was decided", false, "Running"};
  }
  if (count(actions, {ActionStatus::pending}) > 0) {
    return {InvestigationStatus::pending_action,
            copies_of(actions, {ActionStatus::pending}) + " wait for a decision", false,
            "Pending approval"};
  }
  return decided(actions);
}

Standing without_actions(const std::string& message_verdict, const Attack& attack) {
  if (message_verdict != "Malicious" && message_verdict != "Suspicious") {
    return {InvestigationStatus::no_threats_found, "no threats found", true, "None"};
  }
  const bool all_gone =
      std::ranges::none_of(attack.copies, [](const casework::ClusterMember& member) {
        return member.latest_location == "On-premises/external";
      });
  if (all_gone && !attack.copies.empty()) {
    return {InvestigationStatus::remediated, "a threat, but no copy is in a mailbox any more", true,
            "Prevented"};
  }
  return {InvestigationStatus::partially_investigated,
          "a threat without an action: no copy lies in a mailbox that can be changed", true,
          "Active"};
}

}  // namespace

Standing conclude(const std::optional<playbook::RunEnd>& run, const std::string& message_verdict,
                  const std::vector<casework::Cluster>& clusters,
                  const std::vector<casework::Action>& actions) {
  if (!actions.empty()) return with_actions(actions);
  if (!run) return {InvestigationStatus::running, "looking into it", false, "None"};
  if (run->status == playbook::RunStatus::failed) {
    return {InvestigationStatus::failed, run->why, true, "None"};
  }
  if (run->status == playbook::RunStatus::cancelled) {
    return {InvestigationStatus::terminated_by_user, run->why, true, "None"};
  }
  return without_actions(message_verdict, attack_of(clusters));
}

}  // namespace backstamp::investigation
