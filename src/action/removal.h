// What soft delete and quarantine have in common: the letter goes into the message store, then the
// instance out of the mailbox; undo puts the same bytes back to the same place.
#pragma once

#include <string>

#include "action/catalogue.h"

namespace backstamp::action {

struct RemovalWords {
  std::string id, title, inverse;
  std::string post_delivery_action;  // EmailPostDeliveryEvents.Action
  std::string location_after;
};

Type make_removal(RemovalWords words);

}  // namespace backstamp::action
