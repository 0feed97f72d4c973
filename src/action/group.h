// The targets of an action in groups that are committed together.
#pragma once

#include <span>
#include <vector>

#include "casework/action.h"

namespace backstamp::action {

using Targets = std::vector<casework::ActionTarget>;

// At most 100 copies a group, all instances of a copy in one. The same action gives the same
// groups at any time, whatever instances were found meanwhile: batch ids count on it.
std::vector<Targets> groups_of(const Targets& targets);

// Numbers that no other instance of the copy has.
std::int64_t next_instance(const Targets& group, const casework::Copy& copy);

// The places of the copy's other instances.
std::vector<std::string> places_of_others(const Targets& group, const casework::ActionTarget& own);

}  // namespace backstamp::action
