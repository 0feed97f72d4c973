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
// deduplication_key (an empty key is like no other). Returns the id of the action that stands.
Result<ActionId> add_action(Session& session, const Action& action,
                            std::span<const ActionTarget> targets);
Result<std::optional<Action>> find_action(Session& session, ActionId id);
// As resolve_investigation().
Result<ActionId> resolve_action(Session& session, std::string_view id_or_prefix);
// Newest first, paged as list_alerts(); `history` is all but the pending ones.
enum class ActionFilter { all, pending, history };
Result<std::vector<Action>> list_actions(Session& session, ActionFilter filter,
                                         std::size_t rows_max, std::optional<Time> before,
                                         std::optional<ActionId> before_id = {});
Result<std::vector<Action>> actions_of(Session& session, InvestigationId id);
// Approved, executing or undoing: to be gone on with at start.
Result<std::vector<ActionId>> open_actions(Session& session);

// Changes the status only if it is `from` now. Errors: not_found; conflict, telling the present
// status.
Result<void> move_action(Session& session, ActionId id, ActionStatus from, ActionStatus to);
// pending -> approved/rejected with its decision, or done/partial -> undoing with its undo
// decision. Errors: not_found; conflict (already decided, expired, not reversible); invalid (a
// verdict that is none).
Result<void> decide_action(Session& session, ActionId id, const Decision& decision);
Result<void> decide_undo(Session& session, ActionId id, const Decision& decision);
// Pending ones whose `expires` has come become expired (an `expires` of 1970 never comes). Returns
// them.
Result<std::vector<ActionId>> expire_actions(Session& session, Time now);

// By message, recipient and instance.
Result<std::vector<ActionTarget>> list_targets(Session& session, ActionId id);
Result<void> put_target(Session& session, ActionId id,
                        const ActionTarget& target);  // insert or replace by (copy, instance)
// As put_target(), by hundreds. Of two with the same (copy, instance) the later one counts.
Result<void> put_targets(Session& session, ActionId id, std::span<const ActionTarget> targets);
// The original places (JSON) of copies of this message that actions took out, newest first: they
// tell where its letter is kept.
Result<std::vector<std::string>> places_taken_from(Session& session, const Uuid& message,
                                                   std::size_t rows_max);
// `failed` includes failed undos, whose copies are still where the action put them.
Result<OutcomeCounts> count_outcomes(Session& session, ActionId id);

}  // namespace backstamp::casework
