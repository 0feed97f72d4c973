// What the account sends is held back.
#include "action/account_change.h"
#include "action/list.h"

namespace backstamp::action {

Type sending_held() {
  return make_account_change(
      {.id = "sending_held", .title = "Hold sending", .inverse = "Let the account send again"});
}

}  // namespace backstamp::action
