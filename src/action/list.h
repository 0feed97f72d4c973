// One function an action; each in its own file, all in catalogue.cpp.
#pragma once

#include "action/catalogue.h"

namespace backstamp::action {

Type disable_mail_rules();
Type soft_delete_messages();
Type quarantine_messages();
Type forwarding_off();
Type delegate_removed();
Type sessions_revoked();
Type password_reset();
Type account_disabled();
Type sending_held();

}  // namespace backstamp::action
