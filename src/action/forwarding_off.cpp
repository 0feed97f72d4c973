// A rule or setting that sends a mailbox's mail away, or hides it, is switched off.
#include "action/account_change.h"
#include "action/list.h"

namespace backstamp::action {

Type forwarding_off() {
  return make_account_change({.id = "forwarding_off",
                              .title = "Turn forwarding off",
                              .inverse = "Set the rule or the forwarding up again as it was"});
}

}  // namespace backstamp::action
