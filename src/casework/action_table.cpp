#include "casework/action_table.h"

#include "casework/names.h"
#include "casework/paging.h"
#include "casework/resolve.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

using enum ActionStatus;

constexpr Names<ActionStatus, 11> statuses = {{{pending, "Pending"},
                                               {approved, "Approved"},
                                               {executing, "Executing"},
                                               {done, "Done"},
                                               {partial, "Partial"},
                                               {failed, "Failed"},
                                               {rejected, "Rejected"},
                                               {expired, "Expired"},
                                               {cancelled, "Cancelled"},
                                               {undoing, "Undoing"},
                                               {undone, "Undone"}}};

constexpr std::string_view columns =
    "id, type, status, title, reason, investigation_id, target_kind, target_query, reversible, "
    "inverse, copies, mailboxes, users, created, expires, decided_by, decided_at, "
    "decision_comment, decision_verdict, undo_by, undo_at, undo_comment, undo_verdict, "
    "invocation, deduplication_key, origin";

std::optional<Decision> read_decision(Row& row) {
  if (row.null()) {
    row.skip(4);
    return std::nullopt;
  }
  return Decision{.by = row.text(), .at = row.time(), .comment = row.text(), .verdict = row.text()};
}

Action read_action(Row& row) {
  Action action;
  action.id = row.id<ActionId>();
  action.type = row.text();
  action.status = row.parsed(action_status);
  action.title = row.text();
  action.reason = row.text();
  action.investigation = row.optional_id<InvestigationId>();
  action.target_kind = row.text();
  action.target_query = row.text();
  action.reversible = row.flag();
  action.inverse = row.text();
  action.copies = row.number();
  action.mailboxes = row.number();
  action.users = row.number();
  action.created = row.time();
  action.expires = row.time();
  action.decision = read_decision(row);
  action.undo_decision = read_decision(row);
  action.invocation = row.text();
  action.deduplication_key = row.text();
  action.origin = row.text();
  return action;
}

void append_decision(Values& values, const std::optional<Decision>& decision) {
  using Words = std::optional<std::string>;
  values.push_back(decision ? Words(decision->by) : Words());
  values.push_back(decision ? std::optional<Time>(decision->at) : std::nullopt);
  values.push_back(decision ? Words(decision->comment) : Words());
  values.push_back(decision ? Words(decision->verdict) : Words());
}

std::optional<std::string> index_of(const Action& action) {
  if (action.deduplication_key.empty()) return std::nullopt;
  return index_key(action.deduplication_key);
}

Values values_of(const Action& action) {
  Values values = {action.id,          action.type,         name_of(action.status),
                   action.title,       action.reason,       action.investigation,
                   action.target_kind, action.target_query, action.reversible,
                   action.inverse,     action.copies,       action.mailboxes,
                   action.users,       action.created,      action.expires};
  append_decision(values, action.decision);
  append_decision(values, action.undo_decision);
  values.push_back(action.invocation);
  values.push_back(action.deduplication_key);
  values.push_back(action.origin);
  values.push_back(index_of(action));
  return values;
}

ActionId read_id(Row& row) { return row.id<ActionId>(); }

Result<Action> needed_action(Session& session, ActionId id) {
  auto action = TRY(find_action(session, id));
  if (action) return std::move(*action);
  return fail(Fault::not_found, "no action has the id " + id.value().text());
}

std::string called(ActionId id) { return "action " + id.value().short_text(); }

Error already(const Action& action) {
  std::string what = called(action.id) + " is " + std::string(name_of(action.status));
  if (action.decision) what += ", decided by " + action.decision->by;
  return Error{Fault::conflict, what};
}

// An expiry of 1970 never comes.
bool has_expired(const Action& action, Time now) {
  return action.expires != Time() && action.expires <= now;
}

Result<void> set_status(Session& session, ActionId id, ActionStatus status) {
  TRY(execute(session, "update actions set status = :status where id = :id",
              {{"status", name_of(status)}, {"id", id}}));
  return {};
}

}  // namespace

std::string_view name_of(ActionStatus status) { return name_in(statuses, status); }

Result<ActionStatus> action_status(std::string_view name) {
  return value_in(statuses, name, "action status");
}

Result<ActionId> add_action(Session& session, const Action& action,
                            std::span<const ActionTarget> targets) {
  const std::int64_t added = TRY(insert(session,
                                        {.table = "actions",
                                         .columns = columns,
                                         .more_columns = "deduplication_index",
                                         .on_conflict = OnConflict::ignore},
                                        values_of(action)));
  if (added == 1) {
    TRY(put_targets(session, action.id, targets));
    return action.id;
  }
  const auto stored = TRY(one_row<ActionId>(
      session,
      {"id", "from actions where investigation_id = :investigation and deduplication_index = :key"},
      {{"investigation", action.investigation}, {"key", index_of(action).value_or("")}}, read_id));
  if (stored) return *stored;
  return fail(Fault::conflict, "another action has the id " + action.id.value().text());
}

Result<std::optional<Action>> find_action(Session& session, ActionId id) {
  return one_row<Action>(session, {columns, "from actions where id = :id"}, {{"id", id}},
                         read_action);
}

Result<ActionId> resolve_action(Session& session, std::string_view id_or_prefix) {
  return ActionId(TRY(resolve_id(session, "actions", "action", id_or_prefix)));
}

Result<std::vector<Action>> list_actions(Session& session, ActionFilter filter,
                                         std::size_t rows_max, std::optional<Time> before,
                                         std::optional<ActionId> before_id) {
  const PageStart start = page_start(before, before_id);
  std::string rest = "from actions where (created < :before or (created = :same and id < :id))";
  if (filter == ActionFilter::pending) rest += " and status = 'Pending'";
  if (filter == ActionFilter::history) rest += " and status <> 'Pending'";
  rest += " order by created desc, id desc limit :rows";
  return all_rows<Action>(session, {columns, rest},
                          {{"before", start.before_ms},
                           {"same", start.before_ms},
                           {"id", start.before_id},
                           {"rows", limit_of(rows_max)}},
                          read_action);
}

Result<std::vector<Action>> actions_of(Session& session, InvestigationId id) {
  return all_rows<Action>(
      session, {columns, "from actions where investigation_id = :id order by created, id"},
      {{"id", id}}, read_action);
}

Result<std::vector<ActionId>> open_actions(Session& session) {
  return all_rows<ActionId>(session,
                            {"id",
                             "from actions where status in ('Approved', 'Executing', 'Undoing') "
                             "order by created, id"},
                            {}, read_id);
}

Result<void> move_action(Session& session, ActionId id, ActionStatus from, ActionStatus to) {
  const std::int64_t changed =
      TRY(execute(session, "update actions set status = :to where id = :id and status = :from",
                  {{"to", name_of(to)}, {"id", id}, {"from", name_of(from)}}));
  if (changed == 1) return {};
  const Action present = TRY(needed_action(session, id));
  return fail(Fault::conflict, called(id) + " is " + std::string(name_of(present.status)) +
                                   ", not " + std::string(name_of(from)));
}

Result<void> decide_action(Session& session, ActionId id, const Decision& decision) {
  if (decision.verdict != "approved" && decision.verdict != "rejected") {
    return fail(Fault::invalid, called(id) + ": a decision is 'approved' or 'rejected', not '" +
                                    Text::lossy(decision.verdict).cut(40).str() + "'");
  }
  const Action action = TRY(needed_action(session, id));
  if (action.status != pending) return std::unexpected(already(action));
  if (has_expired(action, decision.at)) {
    return fail(Fault::conflict, called(id) + " expired at " + rfc3339(action.expires) +
                                     ": start its investigation anew");
  }
  TRY(execute(session,
              "update actions set decided_by = :by, decided_at = :at, decision_comment = :comment, "
              "decision_verdict = :verdict where id = :id",
              {{"by", decision.by},
               {"at", decision.at},
               {"comment", decision.comment},
               {"verdict", decision.verdict},
               {"id", id}}));
  return set_status(session, id, decision.verdict == "approved" ? approved : rejected);
}

Result<void> decide_undo(Session& session, ActionId id, const Decision& decision) {
  const Action action = TRY(needed_action(session, id));
  if (action.status != done && action.status != partial) return std::unexpected(already(action));
  if (!action.reversible) return fail(Fault::conflict, called(id) + " cannot be undone");
  TRY(execute(session,
              "update actions set undo_by = :by, undo_at = :at, undo_comment = :comment, "
              "undo_verdict = :verdict where id = :id",
              {{"by", decision.by},
               {"at", decision.at},
               {"comment", decision.comment},
               {"verdict", decision.verdict},
               {"id", id}}));
  return set_status(session, id, undoing);
}

Result<std::vector<ActionId>> expire_actions(Session& session, Time now) {
  auto due = TRY(all_rows<ActionId>(session,
                                    {"id",
                                     "from actions where status = 'Pending' and expires <> 0 and "
                                     "expires <= :now order by created, id"},
                                    {{"now", now}}, read_id));
  for (const ActionId& id : due) TRY(set_status(session, id, expired));
  return due;
}

}  // namespace backstamp::casework
