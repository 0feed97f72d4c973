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

std::string counted(std::int64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// "12 copies", "3 changes of accounts", "12 copies and 3 changes of accounts"
std::string extent_of(const std::vector<casework::Action>& actions,
                      std::initializer_list<ActionStatus> wanted) {
  std::int64_t copies = 0, changes = 0;
  for (const casework::Action& action : actions) {
    if (std::ranges::find(wanted, action.status) == wanted.end()) continue;
    copies += action.copies;
    changes += action.target_kind == "account" ? 1 : 0;
  }
  const std::string accounts = counted(changes, "change of an account", "changes of accounts");
  if (changes == 0) return counted(copies, "copy", "copies");
  return copies == 0 ? accounts : counted(copies, "copy", "copies") + " and " + accounts;
}

bool of_accounts(const std::vector<casework::Action>& actions) {
  return std::ranges::all_of(
      actions, [](const casework::Action& action) { return action.target_kind == "account"; });
}

Standing decided(const std::vector<casework::Action>& actions) {
  if (count(actions, {ActionStatus::expired}) > 0) {
    return {InvestigationStatus::terminated_by_system,
            "nobody decided in time; the recommended actions expired", true, "Unremediated"};
  }
  if (count(actions, {ActionStatus::undone}) > 0) {
    return {InvestigationStatus::partially_remediated,
            "what was done to " + extent_of(actions, {ActionStatus::undone}) + " was undone", true,
            "Active"};
  }
  if (count(actions, {ActionStatus::partial, ActionStatus::failed}) > 0) {
    return {InvestigationStatus::partially_remediated,
            of_accounts(actions) ? "not all changes could be made; see the actions' outcomes"
                                 : "some copies could not be removed; see the action's outcomes",
            true, "Partially remediated"};
  }
  if (count(actions, {ActionStatus::done}) > 0) {
    return {InvestigationStatus::remediated,
            extent_of(actions, {ActionStatus::done}) +
                (of_accounts(actions) ? " made and verified" : " removed and verified"),
            true, "Remediated"};
  }
  if (count(actions, {ActionStatus::cancelled}) > 0) {
    return {InvestigationStatus::remediated,
            of_accounts(actions) ? "nothing was left to change" : "no copy is left in a mailbox",
            true, "Remediated"};
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
            extent_of(actions, {ActionStatus::pending}) + " wait for a decision", false,
            "Pending approval"};
  }
  return decided(actions);
}

Standing without_actions(const std::string& root_verdict, const Attack& attack) {
  if (root_verdict != "Malicious" && root_verdict != "Suspicious") {
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
          attack.copies.empty()
              ? "a threat without an action"
              : "a threat without an action: no copy lies in a mailbox that can be changed",
          true, "Active"};
}

}  // namespace

Standing conclude(const std::optional<playbook::RunEnd>& run, const std::string& root_verdict,
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
  return without_actions(root_verdict, attack_of(clusters));
}

}  // namespace backstamp::investigation
