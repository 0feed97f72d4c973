#include "rejudging/purge.h"

#include <algorithm>
#include <set>

#include "action/catalogue.h"
#include "casework/action_table.h"
#include "hunting/json_line.h"
#include "investigation/cluster_building.h"
#include "investigation/mail_hunt.h"

namespace backstamp::rejudging {
namespace {

using casework::Action;
using casework::ActionId;
using casework::ActionTarget;
using casework::Rejudging;
using investigation::FoundCopy;

constexpr std::chrono::minutes question_max{10};
constexpr std::size_t ids_at_once = 1'000;
constexpr std::size_t copies_at_once_max = 1'000'000;
constexpr const char* policy_name = "policy zero-hour purge";

// The same for the same job, so that planning twice is once.
ActionId purge_id(const Rejudging& job) {
  return ActionId(Uuid::of_hash("zero-hour purge " + job.id.value().text()));
}

Result<std::vector<std::string>> turned_bad(const Rejudging& job, const Tools& tools) {
  const hunting::Rows rows = TRY(tools.hunting.query(
      {.sql = "SELECT DISTINCT NetworkMessageId FROM VerdictEvents WHERE CauseId = {job:String} "
              "AND EntityType = 'MailMessage' AND Verdict = 'Malicious' AND PreviousVerdict != "
              "'Malicious' ORDER BY NetworkMessageId LIMIT {most:UInt64}",
       .parameters = {{"job", job.id.value().text()},
                      {"most", std::to_string(tools.policy.copies_max)}},
       .settings = {}},
      deadline_in(question_max)));
  std::vector<std::string> ids;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    ids.emplace_back(rows.text(row, "NetworkMessageId"));
  }
  return ids;
}

struct Copies {
  std::vector<ActionTarget> targets;
  std::vector<FoundCopy> left_alone;
  std::size_t beyond = 0;  // more than one action takes
};

Result<Copies> copies_of(const std::vector<std::string>& ids, const Tools& tools) {
  const investigation::MailHunt hunt(tools.hunting, deadline_in(question_max), copies_at_once_max);
  Copies copies;
  for (std::size_t begin = 0; begin < ids.size(); begin += ids_at_once) {
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = std::min(ids_at_once, ids.size() - begin);
    for (FoundCopy& found :
         TRY(hunt.copies_of({first, first + static_cast<std::ptrdiff_t>(count)}))) {
      if (!investigation::in_mailbox(found.latest_location)) {
        copies.left_alone.push_back(std::move(found));
      } else if (copies.targets.size() < tools.policy.copies_max) {
        ActionTarget target;
        target.copy = found.copy;
        target.folder = found.folder;
        target.name = found.name;
        copies.targets.push_back(std::move(target));
      } else {
        ++copies.beyond;
      }
    }
  }
  return copies;
}

Result<void> record_left_alone(const Rejudging& job, const std::vector<FoundCopy>& left,
                               const Tools& tools) {
  if (left.empty()) return {};
  hunting::TableRows rows{
      .table = "EmailPostDeliveryEvents", .json_lines = {}, .count = left.size()};
  for (const FoundCopy& found : left) {
    hunting::JsonLine(rows.json_lines)
        .utf8("Timestamp", rfc3339(job.requested))
        .utf8("NetworkMessageId", found.copy.network_message_id.text())
        .text("RecipientEmailAddress", found.copy.recipient)
        .utf8("Action", "None")
        .utf8("ActionType", "Phish ZAP")
        .utf8("ActionTrigger", "SpecialAction")
        .text("ActionResult",
              Text::lossy("Left alone: it is not in a mailbox, but in " + found.latest_location))
        .text("DeliveryLocation", Text::lossy(found.latest_location))
        .text("SourceLocation", Text::lossy(found.latest_location))
        .utf8("ReportId", job.id.value().text())
        .end();
  }
  hunting::Batch batch{.id = "purge-left-" + job.id.value().text(), .tables = {}};
  batch.tables.push_back(std::move(rows));
  return tools.writer.write(batch);
}

Result<Action> plan(const Rejudging& job, const std::vector<ActionTarget>& targets,
                    std::size_t messages, const Tools& tools) {
  const action::Type* type = TRY(action::find_type(tools.policy.action));
  Action draft;
  draft.id = purge_id(job);
  draft.type = type->id;
  draft.origin = "zero_hour_purge";
  draft.reason = "Entry " + job.cause + ": " + job.kind + " " + job.value.cut(300).str() + ". " +
                 std::to_string(messages) + (messages == 1 ? " message" : " messages") +
                 " turned Malicious after delivery.";
  draft.target_kind = "message";
  draft.target_query = "VerdictEvents | where CauseId == \"" + job.id.value().text() +
                       "\" and Verdict == \"Malicious\" | join kind=inner EmailEvents on "
                       "NetworkMessageId";
  draft.created = job.requested;
  draft.expires = job.requested + tools.policy.pending;
  return type->plan(std::move(draft), targets);
}

// Approved already, or decided by a person meanwhile: both are as good.
Result<void> approve(const Action& action, const Tools& tools) {
  const auto approved = tools.executor.approve(
      action.id, {.by = policy_name,
                  .at = tools.clock.now(),
                  .comment = "at most " + std::to_string(tools.policy.automatic_copies_max) +
                             " copies are purged without asking",
                  .verdict = "approved"});
  if (approved || approved.error().fault == Fault::conflict) return {};
  return approved;
}

bool contains_any_bad(const hunting::Rows& rows) { return rows.integer(0, "Bad") > 0; }

// Whether one of the action's messages is still Malicious, whatever makes it so.
Result<bool> still_bad(ActionId id, const Tools& tools) {
  const auto targets = TRY(tools.store.reading<std::vector<ActionTarget>>(
      [&](casework::Session& session) { return list_targets(session, id); }));
  std::set<std::string> messages;
  for (const ActionTarget& target : targets) messages.insert(target.copy.network_message_id.text());
  std::vector<std::string> ids(messages.begin(), messages.end());
  for (std::size_t begin = 0; begin < ids.size(); begin += ids_at_once) {
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = std::min(ids_at_once, ids.size() - begin);
    const hunting::Rows rows = TRY(tools.hunting.query(
        {.sql = "SELECT countIf(Last = 'Malicious') AS Bad FROM (SELECT argMax(Verdict, "
                "(Timestamp, IngestedAt)) AS Last FROM VerdictEvents WHERE EntityType = "
                "'MailMessage' AND NetworkMessageId IN {ids:Array(String)} "
                "GROUP BY NetworkMessageId)",
         .parameters = {{"ids", hunting::array_parameter(std::vector<std::string>(
                                    first, first + static_cast<std::ptrdiff_t>(count)))}},
         .settings = {}},
        deadline_in(question_max)));
    if (contains_any_bad(rows)) return true;
  }
  return false;
}

Result<bool> take_back(const Action& purge, const Rejudging& job, const Tools& tools) {
  const casework::Decision decision{
      .by = policy_name,
      .at = tools.clock.now(),
      .comment = "entry " + job.cause + ": " + job.kind + " " + job.value.cut(300).str(),
      .verdict = "rejected"};
  if (purge.status == casework::ActionStatus::pending) {
    const auto rejected = tools.executor.reject(purge.id, decision);
    return rejected.has_value();
  }
  // One that is at work comes to rest before it can be undone.
  TRY(tools.executor.wait(purge.id, deadline_in(question_max)));
  const auto undone = tools.executor.undo(purge.id, decision);
  if (!undone && undone.error().fault != Fault::conflict) return std::unexpected(undone.error());
  return undone.has_value();
}

bool can_be_taken_back(casework::ActionStatus status) {
  using casework::ActionStatus;
  return status == ActionStatus::pending || status == ActionStatus::approved ||
         status == ActionStatus::executing || status == ActionStatus::done ||
         status == ActionStatus::partial;
}

}  // namespace

Result<void> purge_what_turned_bad(Rejudging& job, const Tools& tools) {
  if (!tools.policy.enabled || job.messages_worse == 0 || job.purge) return {};
  const std::vector<std::string> ids = TRY(turned_bad(job, tools));
  if (ids.empty()) return {};
  const Copies copies = TRY(copies_of(ids, tools));
  TRY(record_left_alone(job, copies.left_alone, tools));
  if (copies.targets.empty()) return {};
  const Action action = TRY(plan(job, copies.targets, ids.size(), tools));
  TRY(tools.store.transact([&](casework::Session& session) -> Result<void> {
    if (TRY(find_action(session, action.id))) return {};
    TRY(add_action(session, action, copies.targets));
    return {};
  }));
  job.purge = action.id;
  const bool automatic =
      copies.beyond == 0 && copies.targets.size() <= tools.policy.automatic_copies_max;
  if (automatic) return approve(action, tools);
  job.why = std::to_string(copies.targets.size()) + " copies wait for approval: more than " +
            std::to_string(tools.policy.automatic_copies_max) + " are not purged without asking";
  if (copies.beyond > 0) job.why += "; " + std::to_string(copies.beyond) + " more are not in it";
  return {};
}

Result<void> take_purges_back(Rejudging& job, const Tools& tools) {
  const auto earlier = TRY(tools.store.reading<std::vector<Rejudging>>(
      [&](casework::Session& session) { return rejudgings_of(session, job.kind, job.value); }));
  for (const Rejudging& each : earlier) {
    if (!each.purge || each.id == job.id) continue;
    const auto purge = TRY(tools.store.reading<std::optional<Action>>(
        [&](casework::Session& session) { return find_action(session, *each.purge); }));
    if (!purge || !can_be_taken_back(purge->status)) continue;
    if (TRY(still_bad(purge->id, tools))) {
      if (job.messages_better > 0) {
        job.why = "purge " + purge->id.value().short_text() +
                  " stands: some of its messages are still Malicious";
      }
      continue;
    }
    if (TRY(take_back(*purge, job, tools))) ++job.purges_undone;
  }
  return {};
}

}  // namespace backstamp::rejudging
