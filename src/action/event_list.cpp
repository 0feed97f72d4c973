#include "action/event_list.h"

#include <algorithm>
#include <array>

namespace backstamp::action {
namespace {

using casework::ActionTarget;
using casework::TargetState;
using Event = PostDeliveryEvents::Event;

std::string folder_before(const ActionTarget& target) {
  const auto place = platform::place_from_json(target.place);
  return place ? location_of_folder(place->folder) : location_of_folder(target.folder);
}

}  // namespace

std::string location_of_folder(std::string_view folder) {
  constexpr std::array junk = {"junk", "spam", "junk e-mail"};
  constexpr std::array trash = {"trash", "deleted items", "deleted messages"};
  std::string lower = ascii_lower(folder);
  if (lower.starts_with("inbox/")) lower.erase(0, 6);
  if (std::ranges::find(junk, lower) != junk.end()) return "Junk folder";
  if (std::ranges::find(trash, lower) != trash.end()) return "Deleted items folder";
  return "Inbox/folder";
}

std::vector<Event> removal_events(const Type& type, const Targets& group) {
  std::vector<Event> events;
  if (type.post_delivery_action.empty()) return events;
  for (const ActionTarget& target : group) {
    const bool failed = target.state == TargetState::failed;
    if (target.state != TargetState::done && !failed) continue;
    const std::string before = folder_before(target);
    events.push_back({target.copy, type.post_delivery_action, failed ? "Error" : "Success", before,
                      failed ? before : type.location_after, target.at.value_or(Time())});
  }
  return events;
}

std::vector<Event> undo_events(const Type& type, const Targets& group, Time since) {
  std::vector<Event> events;
  if (type.post_delivery_action.empty()) return events;
  for (const ActionTarget& target : group) {
    const bool failed = target.state == TargetState::undo_failed;
    if (target.state != TargetState::undone && !failed) continue;
    if (target.at.value_or(Time()) < since) continue;
    events.push_back({target.copy, "Moved back", failed ? "Error" : "Success", type.location_after,
                      failed ? type.location_after : folder_before(target),
                      target.at.value_or(Time())});
  }
  return events;
}

}  // namespace backstamp::action
