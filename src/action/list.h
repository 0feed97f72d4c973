// One function an action; each in its own file, all in catalogue.cpp.
#pragma once

#include "action/catalogue.h"

namespace backstamp::action {

Type disable_mail_rules();
Type soft_delete_messages();
Type quarantine_messages();

}  // namespace backstamp::action
