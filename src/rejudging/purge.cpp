#include "rejudging/purge.h"

#include <algorithm>
#include <iterator>

#include "action/catalogue.h"
#include "casework/action_table.h"
#include "hunting/json_line.h"
#include "investigation/cluster_building.h"
#include "rejudging/changed_mail.h"
#include "rejudging/touching_condition.h"

namespace backstamp::rejudging {
namespace {

using casework::Action;
using casework::ActionId;
using casework::ActionTarget;
using casework::Rejudging;

constexpr std::chrono::minutes question_max{10};
constexpr std::chrono::seconds rest_max{5};
constexpr const char* policy_name = "policy zero-hour purge";

// An action takes a slice of the copies. The same id for the same slice, so that planning twice is
// once.
ActionId purge_id(const Rejudging& job, int slice) {
  return ActionId(
      Uuid::of_hash("zero-hour purge " + job.id.value().text() + " " + std::to_string(slice)));
}

Result<std::optional<Action>> find_purge(const Rejudging& job, int slice, const Tools& tools) {
  return tools.store.reading<std::optional<Action>>(
      [&](casework::Session& session) { return find_action(session, purge_id(job, slice)); });
}

struct Slice {
  int number = 0;
  std::vector<ActionTarget> targets;
  std::vector<BadCopy> left_alone;
};

Slice slice_of(int number, std::vector<BadCopy> found) {
  Slice slice;
  slice.number = number;
  for (BadCopy& bad : found) {
    if (!investigation::in_mailbox(bad.latest_location)) {
      slice.left_alone.push_back(std::move(bad));
      continue;
    }
    ActionTarget target;
    target.copy = bad.copy;
    target.folder = bad.folder;
    target.name = bad.name;
    slice.targets.push_back(std::move(target));
  }
  return slice;
}

Result<void> record_left_alone(const Rejudging& job, const Slice& slice, const Tools& tools) {
  const std::vector<BadCopy>& left = slice.left_alone;
  if (left.empty()) return {};
  hunting::TableRows rows{
      .table = "EmailPostDeliveryEvents", .json_lines = {}, .count = left.size()};
  for (const BadCopy& found : left) {
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
  hunting::Batch batch{
      .id = "purge-left-" + job.id.value().text() + "-" + std::to_string(slice.number),
      .tables = {}};
  batch.tables.push_back(std::move(rows));
  return tools.writer.write(batch);
}

Result<Action> plan(const Rejudging& job, const Slice& slice, const Tools& tools) {
  const action::Type* type = TRY(action::find_type(tools.policy.action));
  Action draft;
  draft.id = purge_id(job, slice.number);
  draft.type = type->id;
  draft.origin = "zero_hour_purge";
  draft.reason = subject_of(job) + " " + job.cause + ". " + std::to_string(job.messages_worse) +
                 (job.messages_worse == 1 ? " message" : " messages") +
                 " turned bad after delivery.";
  draft.target_kind = "message";
  draft.target_query = "VerdictEvents | where CauseId == \"" + job.id.value().text() +
                       "\" and Verdict == \"Malicious\" | join kind=inner EmailEvents on "
                       "NetworkMessageId";
  draft.created = job.requested;
  draft.expires = job.requested + tools.policy.pending;
  return type->plan(std::move(draft), slice.targets);
}

Result<void> keep(const Action& action, const std::vector<ActionTarget>& targets,
                  const Tools& tools) {
  return tools.store.transact([&](casework::Session& session) -> Result<void> {
    if (TRY(find_action(session, action.id))) return {};
    TRY(add_action(session, action, targets));
    return {};
  });
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

Result<bool> take_back(const Action& purge, const Rejudging& job, const Tools& tools) {
  const casework::Decision decision{.by = policy_name,
                                    .at = tools.clock.now(),
                                    .comment = subject_of(job) + " " + job.cause,
                                    .verdict = "rejected"};
  if (purge.status == casework::ActionStatus::pending) {
    const auto rejected = tools.executor.reject(purge.id, decision);
    return rejected.has_value();
  }
  // One that is at work comes to rest before it can be undone; the job is tried again until then,
  // so that a stop waits for no purge.
  TRY(tools.executor.wait(purge.id, deadline_in(rest_max)));
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

// The purges of a job that still can be taken back. Slices without a copy in a mailbox have none.
Result<std::vector<Action>> open_purges(const Rejudging& job, const Tools& tools) {
  const std::int64_t slices =
      1 + job.copies_worse / static_cast<std::int64_t>(tools.policy.copies_max);
  std::vector<Action> open;
  for (int number = 0; number < slices; ++number) {
    const auto purge = TRY(find_purge(job, number, tools));
    if (purge && can_be_taken_back(purge->status)) open.push_back(*purge);
  }
  return open;
}

// Of the same entry or feed; what letters were read again for, is all one: each says what holds
// now.
Result<std::vector<Rejudging>> jobs_of_the_same(const Rejudging& job, const Tools& tools) {
  return tools.store.reading<std::vector<Rejudging>>(
      [&](casework::Session& session) -> Result<std::vector<Rejudging>> {
        if (!reads_letters(job)) return rejudgings_of(session, job.kind, job.value);
        auto all = TRY(rejudgings_of(session, "rules", {}));
        auto more = TRY(rejudgings_of(session, "engines", {}));
        std::ranges::move(more, std::back_inserter(all));
        return all;
      });
}

}  // namespace

Result<void> purge_what_turned_bad(Rejudging& job, const Tools& tools) {
  if (!tools.policy.enabled || job.messages_worse == 0) return {};
  const ChangedMail changed(tools.hunting, job.id);
  std::vector<Action> planned;
  std::optional<casework::Copy> after;
  for (int number = 0;; ++number) {
    auto found = TRY(changed.turned_bad(after, tools.policy.copies_max, deadline_in(question_max)));
    if (found.empty()) break;
    after = found.back().copy;
    // After an interruption the purge may have moved its copies: it is the same purge still.
    if (auto known = TRY(find_purge(job, number, tools))) {
      planned.push_back(std::move(*known));
      continue;
    }
    const Slice slice = slice_of(number, std::move(found));
    TRY(record_left_alone(job, slice, tools));
    if (slice.targets.empty()) continue;
    planned.push_back(TRY(plan(job, slice, tools)));
    TRY(keep(planned.back(), slice.targets, tools));
  }
  if (planned.empty()) return {};
  job.purge = planned.front().id;
  std::int64_t copies = 0;
  for (const Action& action : planned) copies += action.copies;
  if (copies > static_cast<std::int64_t>(tools.policy.automatic_copies_max)) {
    job.why = std::to_string(copies) + " copies wait for approval, in " +
              std::to_string(planned.size()) + (planned.size() == 1 ? " action" : " actions") +
              ": more than " + std::to_string(tools.policy.automatic_copies_max) +
              " are not purged without asking";
    return {};
  }
  for (const Action& action : planned) TRY(approve(action, tools));
  return {};
}

Result<void> take_purges_back(Rejudging& job, const Tools& tools) {
  const auto earlier = TRY(jobs_of_the_same(job, tools));
  for (const Rejudging& each : earlier) {
    if (!each.purge || each.id == job.id) continue;
    const std::vector<Action> purges = TRY(open_purges(each, tools));
    if (purges.empty()) continue;
    if (TRY(ChangedMail(tools.hunting, each.id).still_bad(deadline_in(question_max)))) {
      if (job.messages_better > 0) {
        job.why = "purge " + each.purge->value().short_text() +
                  " stands: some of its messages are still Malicious";
      }
      continue;
    }
    for (const Action& purge : purges) {
      if (TRY(take_back(purge, job, tools))) ++job.purges_undone;
    }
  }
  return {};
}

}  // namespace backstamp::rejudging
