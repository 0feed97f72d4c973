// Somebody who was let into a mailbox is let out again.
#include "action/account_change.h"
#include "action/list.h"

namespace backstamp::action {

Type delegate_removed() {
  return make_account_change({.id = "delegate_removed",
                              .title = "Remove delegate",
                              .inverse = "Give the delegate the same rights again"});
}

}  // namespace backstamp::action
