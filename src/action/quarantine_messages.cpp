// Out of the mailbox and out of its owner's reach: only the security team gives it back.
#include "action/list.h"
#include "action/removal.h"

namespace backstamp::action {

Type quarantine_messages() {
  return make_removal({.id = "quarantine_messages",
                       .title = "Move messages to quarantine",
                       .inverse = "Release each message into its folder with its name and flags",
                       .post_delivery_action = "Moved to quarantine",
                       .location_after = "Quarantine"});
}

}  // namespace backstamp::action
