// Switches off Sieve scripts and rights of others on folders, their content kept for undo.
//
// A target's recipient is the mailbox, its folder the kind of rule, its name the rule's name.
#include <nlohmann/json.hpp>
#include <set>

#include "action/list.h"
#include "base/hash.h"

namespace backstamp::action {
namespace {

using casework::ActionTarget;
using casework::TargetState;
using platform::MailRule;
using Targets = std::vector<ActionTarget>;

std::string to_json(const MailRule& rule, const std::string& sha256) {
  const nlohmann::ordered_json json = {{"mailbox", rule.mailbox.str()},
                                       {"kind", rule.kind},
                                       {"name", hex(std::string_view(rule.name))},
                                       {"sha256", sha256}};
  return json.dump();
}

// The rule as it was when it was kept, from the message store.
Result<MailRule> kept_rule(const ActionTarget& target, const Reach& reach) {
  const auto json = nlohmann::ordered_json::parse(target.place, nullptr, false);
  if (!json.is_object() || !json.contains("sha256") || !json["sha256"].is_string()) {
    return fail(Fault::corrupt, "a stored rule cannot be read");
  }
  return MailRule{.mailbox = target.copy.recipient,
                  .kind = target.folder,
                  .name = target.name,
                  .active = true,
                  .content = TRY(reach.letters.get(json["sha256"].get<std::string>()))};
}

Result<void> unless_away(const Error& error) {
  if (error.fault != Fault::unavailable && error.fault != Fault::timeout) return {};
  return std::unexpected(error);
}

ActionTarget with(ActionTarget target, TargetState state, std::string detail) {
  target.state = state;
  target.detail = std::move(detail);
  return target;
}

casework::Action plan(casework::Action draft, std::span<const ActionTarget> targets) {
  draft.type = "disable_mail_rules";
  draft.title = "Switch off mail rules";
  draft.inverse = "Put each rule back with its content, and switch it on again";
  draft.reversible = true;
  draft.copies = static_cast<std::int64_t>(targets.size());
  std::set<std::string> mailboxes;
  for (const ActionTarget& target : targets) {
    mailboxes.insert(ascii_lower(target.copy.recipient.view()));
  }
  draft.mailboxes = draft.users = static_cast<std::int64_t>(mailboxes.size());
  return draft;
}

Result<Targets> prepare(const ActionTarget& target, const Reach& reach) {
  if (reach.rules == nullptr || !reach.rules->has(target.copy.recipient)) {
    return fail(Fault::invalid, "no rules are known for " + target.copy.recipient.str());
  }
  const auto rule = reach.rules->read(target.copy.recipient, target.folder, target.name);
  if (!rule && rule.error().fault == Fault::not_found) return Targets();
  if (!rule) return std::unexpected(rule.error());
  if (!rule->active) return Targets();
  ActionTarget intent = target;
  intent.place = to_json(*rule, TRY(reach.letters.put(rule->content)));
  intent.state = TargetState::intended;
  return Targets{std::move(intent)};
}

Result<bool> is_active(const ActionTarget& target, const Reach& reach) {
  const auto now = reach.rules->read(target.copy.recipient, target.folder, target.name);
  if (now) return now->active;
  if (now.error().fault == Fault::not_found) return false;
  return std::unexpected(now.error());
}

Result<void> switch_off(const ActionTarget& target, const Reach& reach) {
  MailRule rule = TRY(kept_rule(target, reach));
  rule.active = false;
  TRY(reach.rules->apply(rule));
  if (!TRY(is_active(target, reach))) return {};
  return fail(Fault::conflict, "is still on");
}

Result<Targets> execute(const ActionTarget& target, const Reach& reach) {
  const auto off = switch_off(target, reach);
  if (off) return Targets{with(target, TargetState::done, target.detail)};
  TRY(unless_away(off.error()));
  return Targets{with(target, TargetState::failed, off.error().what)};
}

Result<void> switch_on(const ActionTarget& target, const Reach& reach) {
  const MailRule rule = TRY(kept_rule(target, reach));
  TRY(reach.rules->apply(rule));
  const MailRule now = TRY(reach.rules->read(rule.mailbox, rule.kind, rule.name));
  if (now == rule) return {};
  return fail(Fault::conflict, "is not as it was after it was put back");
}

Result<ActionTarget> undo(const ActionTarget& target, const Reach& reach) {
  const auto on = switch_on(target, reach);
  if (on) return with(target, TargetState::undone, "");
  TRY(unless_away(on.error()));
  return with(target, TargetState::undo_failed, on.error().what);
}

}  // namespace

Type disable_mail_rules() {
  Type type;
  type.id = "disable_mail_rules";
  type.title = "Switch off mail rules";
  type.inverse = "Put each rule back with its content, and switch it on again";
  type.plan = plan;
  type.prepare = prepare;
  type.execute = execute;
  type.undo = undo;
  return type;
}

}  // namespace backstamp::action
