#include "intake/owner_moves.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "intake/delivery.h"

namespace backstamp::intake {
namespace {

// The names that nothing of the other list answers for.
std::vector<std::string> without(std::vector<std::string> names, std::vector<std::string> others) {
  std::ranges::sort(names);
  std::ranges::sort(others);
  std::vector<std::string> rest;
  std::ranges::set_difference(names, others, std::back_inserter(rest));
  return rest;
}

std::string action_of(const std::string& folder) {
  if (folder.empty()) return "Hard delete";
  const std::string location = delivery_location(folder);
  if (location == "Junk folder") return "Moved to junk folder";
  if (location == "Deleted items folder") return "Moved to deleted items";
  return "Moved to folder";
}

}  // namespace

void OwnerMoves::begin(const Uuid& message, std::vector<std::string> folders) {
  places_.try_emplace(message, Places{folders, folders});
}

bool OwnerMoves::is_new(const Uuid& message) const {
  const auto found = places_.find(message);
  return found == places_.end() || (found->second.before.empty() && found->second.now.empty());
}

void OwnerMoves::left(const Uuid& message, const std::string& folder) {
  auto& now = places_[message].now;
  if (const auto found = std::ranges::find(now, folder); found != now.end()) now.erase(found);
}

void OwnerMoves::came(const Uuid& message, const std::string& folder) {
  places_[message].now.push_back(folder);
}

void OwnerMoves::was_told(const Uuid& message, const std::string& folder) {
  if (delivery_location(folder) != "Inbox/folder") places_[message].delivered_to = folder;
}

std::vector<OwnerMoves::Move> OwnerMoves::moves() const {
  std::vector<Move> moves;
  for (const auto& [message, places] : places_) {
    const auto left = without(places.before, places.now);
    const auto entered = without(places.now, places.before);
    if (!places.delivered_to.empty()) moves.push_back({message, "INBOX", places.delivered_to});
    if (left.empty()) continue;
    if (!entered.empty()) {
      moves.push_back({message, left.front(), entered.front()});
    } else if (places.now.empty()) {
      moves.push_back({message, left.front(), ""});
    } else if (delivery_location(places.now.front()) != delivery_location(left.front())) {
      moves.push_back({message, left.front(), places.now.front()});
    }
  }
  return moves;
}

std::string event_line(const OwnerMoves::Move& move, const Text& mailbox, Time at) {
  const nlohmann::ordered_json row = {
      {"Timestamp", rfc3339(at)},
      {"NetworkMessageId", move.message.text()},
      {"RecipientEmailAddress", mailbox.str()},
      {"Action", action_of(move.to)},
      {"ActionType", "User action"},
      {"ActionTrigger", "UserAction"},
      {"ActionResult", "Success"},
      {"DeliveryLocation", move.to.empty() ? "Deleted" : delivery_location(move.to)},
      {"SourceLocation", delivery_location(move.from)},
      {"ReportId", Uuid::random().text()}};
  return row.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace backstamp::intake
