#include <set>

#include "casework/action_table.h"
#include "casework/names.h"
#include "casework/paging.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr Names<TargetState, 9> states = {{{TargetState::planned, "Planned"},
                                           {TargetState::intended, "Intended"},
                                           {TargetState::done, "Done"},
                                           {TargetState::failed, "Failed"},
                                           {TargetState::already, "Already"},
                                           {TargetState::not_found, "NotFound"},
                                           {TargetState::undo_intended, "UndoIntended"},
                                           {TargetState::undone, "Undone"},
                                           {TargetState::undo_failed, "UndoFailed"}}};

constexpr std::string_view columns =
    "network_message_id, recipient, instance, folder, name, state, place, detail, at";

ActionTarget read_target(Row& row) {
  return {.copy = Copy{.network_message_id = row.uuid(), .recipient = row.valid_text()},
          .instance = row.number(),
          .folder = row.text(),
          .name = row.text(),
          .state = row.parsed(target_state),
          .place = row.text(),
          .detail = row.text(),
          .at = row.optional_time()};
}

Values values_of(ActionId id, const ActionTarget& target) {
  return {target.copy.network_message_id,
          target.copy.recipient,
          target.instance,
          target.folder,
          target.name,
          name_of(target.state),
          target.place,
          target.detail,
          target.at,
          id,
          index_key(target.copy.recipient.view())};
}

// One statement may not replace a row twice, so of equals the last one is kept.
std::vector<Values> last_of_each(ActionId id, std::span<const ActionTarget> targets) {
  std::set<std::pair<Copy, std::int64_t>> seen;
  std::vector<Values> rows;
  rows.reserve(targets.size());
  for (std::size_t i = targets.size(); i-- > 0;) {
    if (seen.emplace(targets[i].copy, targets[i].instance).second) {
      rows.push_back(values_of(id, targets[i]));
    }
  }
  std::ranges::reverse(rows);
  return rows;
}

std::int64_t& counter(OutcomeCounts& counts, TargetState state) {
  switch (state) {
    case TargetState::done: return counts.done;
    case TargetState::failed:
    case TargetState::undo_failed: return counts.failed;
    case TargetState::already: return counts.already;
    case TargetState::not_found: return counts.not_found;
    case TargetState::undone: return counts.undone;
    case TargetState::planned:
    case TargetState::intended:
    case TargetState::undo_intended: break;
  }
  return counts.open;
}

}  // namespace

std::string_view name_of(TargetState state) { return name_in(states, state); }

Result<TargetState> target_state(std::string_view name) {
  return value_in(states, name, "target state");
}

Result<std::vector<ActionTarget>> list_targets(Session& session, ActionId id) {
  return all_rows<ActionTarget>(session,
                                {columns,
                                 "from action_targets where action_id = :id "
                                 "order by network_message_id, recipient_key, instance"},
                                {{"id", id}}, read_target);
}

Result<void> put_target(Session& session, ActionId id, const ActionTarget& target) {
  return put_targets(session, id, std::span<const ActionTarget>(&target, 1));
}

Result<void> put_targets(Session& session, ActionId id, std::span<const ActionTarget> targets) {
  TRY(insert(session,
             {.table = "action_targets",
              .columns = columns,
              .more_columns = "action_id, recipient_key",
              .on_conflict = OnConflict::replace,
              .keys = "action_id, network_message_id, recipient_key, instance"},
             last_of_each(id, targets)));
  return {};
}

Result<std::vector<std::string>> places_taken_from(Session& session, const Uuid& message,
                                                   std::size_t rows_max) {
  return all_rows<std::string>(session,
                               {"place",
                                "from action_targets where network_message_id = :message and "
                                "place <> '' order by at desc limit :rows"},
                               {{"message", message}, {"rows", limit_of(rows_max)}},
                               [](Row& row) { return row.text(); });
}

Result<OutcomeCounts> count_outcomes(Session& session, ActionId id) {
  OutcomeCounts counts;
  TRY(for_each_row(session,
                   {"state, copies",
                    "from (select state, count(*) as copies from action_targets "
                    "where action_id = :id group by state) as states"},
                   {{"id", id}}, [&](Row& row) {
                     const TargetState state = row.parsed(target_state);
                     counter(counts, state) += row.number();
                   }));
  return counts;
}

}  // namespace backstamp::casework
