// Out of the mailbox, as if its owner had deleted it: the letter is kept, the owner may be given it
// back.
#include "action/list.h"
#include "action/removal.h"

namespace backstamp::action {

Type soft_delete_messages() {
  return make_removal({.id = "soft_delete_messages",
                       .title = "Soft delete messages",
                       .inverse = "Put each message back into its folder with its name and flags",
                       .post_delivery_action = "Soft delete",
                       .location_after = "Deleted items"});
}

}  // namespace backstamp::action
