// Nobody can sign in to the account any more; mail still arrives.
#include "action/account_change.h"
#include "action/list.h"

namespace backstamp::action {

Type account_disabled() {
  return make_account_change({.id = "account_disabled",
                              .title = "Disable account",
                              .inverse = "Enable the account again"});
}

}  // namespace backstamp::action
