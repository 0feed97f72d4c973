#include "action/account_change.h"

#include <set>

#include "platform/accounts.h"

namespace backstamp::action {
namespace {

using casework::ActionTarget;
using casework::TargetState;

platform::AccountChange change_of(const std::string& id, const ActionTarget& target) {
  return {.change = id, .account = target.copy.recipient, .subject = target.name};
}

Result<const platform::Accounts*> accounts_in(const Reach& reach) {
  if (reach.accounts != nullptr) return reach.accounts;
  return fail(Fault::denied, "accounts can't be changed here");
}

ActionTarget ended(ActionTarget target, TargetState state, std::string detail) {
  target.state = state;
  target.detail = Text::lossy(detail).cut(500).str();
  return target;
}

// `before` becomes the place: what undo goes back to.
Result<std::vector<ActionTarget>> prepare(const std::string& id, const ActionTarget& target,
                                          const Reach& reach) {
  const platform::Accounts* accounts = TRY(accounts_in(reach));
  const auto state = accounts->look(change_of(id, target));
  if (!state && state.error().fault == Fault::not_found) return std::vector<ActionTarget>{};
  // Not as a mailbox that is away and comes back: who approved a change must learn that it failed.
  if (!state) return fail(Fault::denied, state.error().what);
  ActionTarget found = target;
  if (state->in_effect) return std::vector{ended(std::move(found), TargetState::already, "")};
  found.state = TargetState::intended;
  found.place = state->before;
  return std::vector{std::move(found)};
}

std::vector<ActionTarget> execute(const std::string& id, ActionTarget target, const Reach& reach) {
  const auto accounts = accounts_in(reach);
  if (!accounts) return {ended(std::move(target), TargetState::failed, accounts.error().what)};
  const platform::AccountChange change = change_of(id, target);
  // An earlier run may have made it before it was cut off.
  const auto seen = reach.resumed ? (*accounts)->look(change)
                                  : Result<platform::AccountState>(platform::AccountState{});
  if (!seen || !seen->in_effect) {
    const auto made = (*accounts)->make(change);
    if (!made) return {ended(std::move(target), TargetState::failed, made.error().what)};
  }
  const auto verified = (*accounts)->look(change);
  if (!verified) return {ended(std::move(target), TargetState::failed, verified.error().what)};
  if (!verified->in_effect) {
    return {ended(std::move(target), TargetState::failed,
                  "the change was made, but does not hold when looked at")};
  }
  return {ended(std::move(target), TargetState::done, "verified")};
}

ActionTarget undo(const std::string& id, ActionTarget target, const Reach& reach) {
  const auto accounts = accounts_in(reach);
  if (!accounts) return ended(std::move(target), TargetState::undo_failed, accounts.error().what);
  const platform::AccountChange change = change_of(id, target);
  const auto back = (*accounts)->take_back(change, target.place);
  if (!back) return ended(std::move(target), TargetState::undo_failed, back.error().what);
  const auto verified = (*accounts)->look(change);
  if (!verified) {
    return ended(std::move(target), TargetState::undo_failed,
                 "taken back, but not verified: " + verified.error().what);
  }
  if (verified->in_effect)
    return ended(std::move(target), TargetState::undo_failed, "the change still holds");
  return ended(std::move(target), TargetState::undone, "verified");
}

casework::Action plan(const AccountChangeWords& words, casework::Action draft,
                      std::span<const ActionTarget> targets) {
  const ActionTarget& first = targets.front();
  draft.type = words.id;
  draft.title = words.title + ": " + first.copy.recipient.str() +
                (first.name.empty() ? "" : " (" + Text::lossy(first.name).cut(200).str() + ")");
  draft.reversible = !words.inverse.empty();
  draft.inverse = words.inverse;
  std::set<std::string> accounts;
  for (const ActionTarget& target : targets) {
    accounts.insert(ascii_lower(target.copy.recipient.view()));
  }
  draft.mailboxes = draft.users = static_cast<std::int64_t>(accounts.size());
  return draft;
}

}  // namespace

Type make_account_change(AccountChangeWords words) {
  const std::string id = words.id;
  return {.id = id,
          .title = words.title,
          .inverse = words.inverse,
          .reversible = !words.inverse.empty(),
          .post_delivery_action = {},
          .location_after = {},
          .plan =
              [words](casework::Action draft, std::span<const ActionTarget> targets) {
                return plan(words, std::move(draft), targets);
              },
          .prepare = [id](const ActionTarget& target,
                          const Reach& reach) { return prepare(id, target, reach); },
          .execute = [id](ActionTarget target,
                          const Reach& reach) { return execute(id, std::move(target), reach); },
          .undo = [id](ActionTarget target,
                       const Reach& reach) { return undo(id, std::move(target), reach); }};
}

ActionTarget account_target(const Text& account, const std::string& subject) {
  ActionTarget target;
  target.copy = {.network_message_id = Uuid::of_hash("account\n" + account.str() + "\n" + subject),
                 .recipient = account};
  target.name = subject;
  return target;
}

}  // namespace backstamp::action
