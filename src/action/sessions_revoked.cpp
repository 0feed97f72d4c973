// All sessions and tokens end: whoever is in must sign in again. Nothing brings a session back.
#include "action/account_change.h"
#include "action/list.h"

namespace backstamp::action {

Type sessions_revoked() {
  return make_account_change({.id = "sessions_revoked", .title = "Revoke sessions", .inverse = ""});
}

}  // namespace backstamp::action
