// What an action did to a group of copies, as events for the hunting store.
#pragma once

#include <string>
#include <vector>

#include "action/catalogue.h"
#include "action/executor.h"
#include "action/group.h"

namespace backstamp::action {

// From committed outcomes alone, so that it is the same at any time.
std::vector<PostDeliveryEvents::Event> removal_events(const Type& type, const Targets& group);
// Only outcomes of the undo decided at `since`.
std::vector<PostDeliveryEvents::Event> undo_events(const Type& type, const Targets& group,
                                                   Time since);

// A folder of a mailbox as the hunting tables name locations: "Inbox/folder", "Junk folder",
// "Deleted items folder".
std::string location_of_folder(std::string_view folder);

}  // namespace backstamp::action
