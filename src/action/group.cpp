#include "action/group.h"

#include <algorithm>
#include <map>

namespace backstamp::action {
namespace {

constexpr std::size_t copies_max = 100;

}  // namespace

std::vector<Targets> groups_of(const Targets& targets) {
  std::map<casework::Copy, Targets> copies;
  for (const casework::ActionTarget& target : targets) copies[target.copy].push_back(target);
  std::vector<Targets> groups;
  std::size_t count = 0;
  for (auto& [copy, instances] : copies) {
    if (count++ % copies_max == 0) groups.emplace_back();
    std::ranges::move(instances, std::back_inserter(groups.back()));
  }
  return groups;
}

std::int64_t next_instance(const Targets& group, const casework::Copy& copy) {
  std::int64_t next = 0;
  for (const casework::ActionTarget& target : group) {
    if (target.copy == copy) next = std::max(next, target.instance + 1);
  }
  return next;
}

std::vector<std::string> places_of_others(const Targets& group, const casework::ActionTarget& own) {
  std::vector<std::string> places;
  for (const casework::ActionTarget& target : group) {
    const bool other = target.copy == own.copy && target.instance != own.instance;
    if (other && !target.place.empty()) places.push_back(target.place);
  }
  return places;
}

}  // namespace backstamp::action
