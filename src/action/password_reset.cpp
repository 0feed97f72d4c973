// A new password that nobody knows yet; its owner sets one through the usual way. The old one is
// gone.
#include "action/account_change.h"
#include "action/list.h"

namespace backstamp::action {

Type password_reset() {
  return make_account_change({.id = "password_reset", .title = "Reset password", .inverse = ""});
}

}  // namespace backstamp::action
