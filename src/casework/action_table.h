#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "casework/action.h"
#include "casework/store.h"

namespace backstamp::casework {

std::string_view name_of(ActionStatus status);  // Pending, Approved, Executing, Done, ...
Result<ActionStatus> action_status(std::string_view name);
std::string_view name_of(TargetState state);
Result<TargetState> target_state(std::string_view name);

// Adds the action with its targets, or does nothing when the investigation has one with the same
// deduplication_key. Returns the id of the action that stands.
Result<ActionId> add_action(Session& session, const Action& action,
                            std::span<const ActionTarget> targets);
Result<std::optional<Action>> find_action(Session& session, ActionId id);
Result<ActionId> resolve_action(Session& session, std::string_view id_or_prefix);
enum class ActionFilter { all, pending, history };
Result<std::vector<Action>> list_actions(Session& session, ActionFilter filter,
                                         std::size_t rows_max, std::optional<Time> before);
Result<std::vector<Action>> actions_of(Session& session, InvestigationId id);
// Approved, executing or undoing: to be gone on with at start.
Result<std::vector<ActionId>> open_actions(Session& session);

// Changes the status only if it is `from` now. Error: conflict, telling the present status.
Result<void> move_action(Session& session, ActionId id, ActionStatus from, ActionStatus to);
// pending -> approved/rejected with its decision, or done/partial -> undoing with its undo
// decision. Error: conflict (already decided).
Result<void> decide_action(Session& session, ActionId id, const Decision& decision);
Result<void> decide_undo(Session& session, ActionId id, const Decision& decision);

Result<std::vector<ActionTarget>> list_targets(Session& session, ActionId id);
Result<void> put_target(Session& session, ActionId id,
                        const ActionTarget& target);  // insert or replace by (copy, instance)
Result<OutcomeCounts> count_outcomes(Session& session, ActionId id);

}  // namespace backstamp::casework
