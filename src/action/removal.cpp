#include "action/removal.h"

#include <algorithm>
#include <set>

namespace backstamp::action {
namespace {

using casework::ActionTarget;
using casework::TargetState;
using platform::Place;
using Targets = std::vector<ActionTarget>;

constexpr int finds_max = 3;  // of a message that is moved while we read it

casework::Action plan(casework::Action draft, std::span<const ActionTarget> targets,
                      const RemovalWords& words) {
  std::set<std::string> mailboxes;
  for (const ActionTarget& target : targets) {
    mailboxes.insert(ascii_lower(target.copy.recipient.view()));
  }
  draft.type = words.id;
  draft.title = words.title;
  draft.inverse = words.inverse;
  draft.reversible = true;
  draft.copies = static_cast<std::int64_t>(targets.size());
  draft.mailboxes = draft.users = static_cast<std::int64_t>(mailboxes.size());
  return draft;
}

bool is_claimed(const Place& place, const Reach& reach) {
  return std::ranges::any_of(reach.claimed, [&](const std::string& json) {
    const auto claimed = platform::place_from_json(json);
    return claimed && platform::same_instance(*claimed, place);
  });
}

// The instance as an intent, its letter kept. The hint moves along with it.
Result<ActionTarget> keep(ActionTarget target, const Place& place, const Reach& reach) {
  const Bytes letter = TRY(reach.mailboxes.read(place));
  TRY(reach.letters.put(letter));
  target.folder = place.folder;
  target.name = place.name;
  target.place = platform::to_json(place);
  target.state = TargetState::intended;
  return target;
}

Result<std::vector<ActionTarget>> keep_all(const ActionTarget& target, const platform::Hint& hint,
                                           const Reach& reach) {
  const message::NetworkMessageId message(target.copy.network_message_id);
  std::vector<ActionTarget> intents;
  for (const Place& place : TRY(reach.mailboxes.find(target.copy.recipient, message, hint))) {
    if (is_claimed(place, reach)) continue;
    intents.push_back(TRY(keep(target, place, reach)));
    intents.back().instance = target.instance + static_cast<std::int64_t>(intents.size()) - 1;
  }
  return intents;
}

// A message moved between finding and reading it is looked for again.
Result<std::vector<ActionTarget>> find_and_keep(const ActionTarget& target,
                                                const platform::Hint& hint, const Reach& reach) {
  if (!reach.mailboxes.has(target.copy.recipient)) {
    return fail(Fault::invalid, "no mailbox is known for " + target.copy.recipient.str());
  }
  auto intents = keep_all(target, hint, reach);
  for (int finds = 1; finds < finds_max && !intents; ++finds) {
    const Fault fault = intents.error().fault;
    if (fault != Fault::not_found && fault != Fault::conflict) break;
    intents = keep_all(target, {}, reach);
  }
  return intents;
}

Result<std::vector<ActionTarget>> prepare(const ActionTarget& target, const Reach& reach) {
  return find_and_keep(target, {.folder = target.folder, .name = target.name}, reach);
}

// An error that says nothing about the message, only that its mailbox does not answer.
Result<void> unless_away(const Error& error) {
  if (error.fault != Fault::unavailable && error.fault != Fault::timeout) return {};
  return std::unexpected(error);
}

ActionTarget with(ActionTarget target, TargetState state, std::string detail) {
  target.state = state;
  target.detail = std::move(detail);
  return target;
}

// Not where the intent says. Either an earlier run took it out and was killed before it could say
// so, or its owner moved or deleted it; only an earlier run's work may be called done. What lies
// elsewhere is this message too, and goes. After an interruption nobody can tell whether it is the
// same instance, so both places are kept: undo may then put back one too many, never one too few.
Result<Targets> follow(const ActionTarget& target, const Place& place, const Reach& reach) {
  auto elsewhere = find_and_keep(target, {}, reach);
  if (!elsewhere) {
    TRY(unless_away(elsewhere.error()));
    return Targets{with(target, TargetState::failed,
                        "gone from " + place.folder + "; " + elsewhere.error().what)};
  }
  if (reach.resumed) {
    elsewhere->insert(elsewhere->begin(), with(target, TargetState::done, ""));
    return std::move(*elsewhere);
  }
  if (elsewhere->empty()) {
    return Targets{
        with(target, TargetState::not_found, "gone from " + place.folder + " meanwhile")};
  }
  elsewhere->front().detail = "was moved from " + place.folder + " meanwhile";
  return std::move(*elsewhere);
}

Result<ActionTarget> verify_gone(const ActionTarget& target, const Place& place,
                                 const Reach& reach) {
  const auto present = reach.mailboxes.present(place);
  if (!present) {
    TRY(unless_away(present.error()));
    return with(target, TargetState::failed, present.error().what);
  }
  if (*present) return with(target, TargetState::failed, "is still in " + place.folder);
  return with(target, TargetState::done, target.detail);
}

Result<Targets> execute(const ActionTarget& target, const Reach& reach) {
  const auto place = platform::place_from_json(target.place);
  if (!place) return Targets{with(target, TargetState::failed, place.error().what)};
  if (!reach.letters.has(place->sha256)) {
    return Targets{with(target, TargetState::failed, "its letter is not in the message store")};
  }
  const auto removed = reach.mailboxes.remove(*place);
  if (removed) return Targets{TRY(verify_gone(target, *place, reach))};
  if (removed.error().fault == Fault::not_found) return follow(target, *place, reach);
  TRY(unless_away(removed.error()));
  return Targets{with(target, TargetState::failed, removed.error().what)};
}

// Where the letter lies now. An undo that was cut short may have put it back already: what has its
// bytes and is no other target's is taken for it.
Result<Place> put_back(const ActionTarget& target, const Reach& reach) {
  const Place place = TRY(platform::place_from_json(target.place));
  const Bytes letter = TRY(reach.letters.get(place.sha256));
  if (reach.resumed) {
    for (Place& found : TRY(reach.mailboxes.maybe_restored(place, letter))) {
      if (!is_claimed(found, reach)) return std::move(found);
    }
  }
  Place now = TRY(reach.mailboxes.restore(place, letter));
  if (TRY(reach.mailboxes.present(now))) return now;
  return fail(Fault::conflict, "is not in " + place.folder + " after it was put back");
}

Result<ActionTarget> undo(ActionTarget target, const Reach& reach) {
  const auto back = put_back(target, reach);
  if (!back) {
    TRY(unless_away(back.error()));
    return with(target, TargetState::undo_failed, back.error().what);
  }
  target.name = back->name;
  target.place = platform::to_json(*back);
  return with(target, TargetState::undone, "");
}

}  // namespace

Type make_removal(RemovalWords words) {
  Type type;
  type.id = words.id;
  type.title = words.title;
  type.inverse = words.inverse;
  type.post_delivery_action = words.post_delivery_action;
  type.location_after = words.location_after;
  type.plan = [words = std::move(words)](casework::Action draft,
                                         std::span<const ActionTarget> targets) {
    return plan(std::move(draft), targets, words);
  };
  type.prepare = prepare;
  type.execute = execute;
  type.undo = undo;
  return type;
}

}  // namespace backstamp::action
