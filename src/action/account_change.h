// What the changes of accounts have in common: the state before is recorded, the change made and
// verified; undo brings that state back.
#pragma once

#include <string>

#include "action/catalogue.h"

namespace backstamp::action {

struct AccountChangeWords {
  std::string id;       // also the platform's name of the change
  std::string title;    // "Turn forwarding off"
  std::string inverse;  // empty: it can't be taken back
};

Type make_account_change(AccountChangeWords words);

// A target: the account as recipient, what it is about as name.
casework::ActionTarget account_target(const Text& account, const std::string& subject);

}  // namespace backstamp::action
