// Carrying out one action, group by group: intents committed, effects, outcomes committed, events
// told. What a run left undone the next one goes on with.
#pragma once

#include <stop_token>

#include "action/catalogue.h"
#include "action/executor.h"

namespace backstamp::action {

struct Tools {
  casework::Store& store;
  const platform::Mailboxes& mailboxes;
  const message::MessageStore& letters;
  PostDeliveryEvents& events;
  const Clock& clock;
  unsigned mailboxes_at_once = 1;
  const platform::Accounts* accounts = nullptr;
  const platform::MailRules* rules = nullptr;
};

// The status in which the action comes to rest. The caller records it. Errors: cancelled when
// `stop` was requested; unavailable when mailboxes did not answer: all others are done, and those
// are tried again by calling this again, until a day after the decision; others come from the store
// or from `events` and are worth another try.
Result<casework::ActionStatus> carry_out(const Tools& tools, const Type& type,
                                         const casework::Action& action, std::stop_token stop);

// As carry_out(), for an action that is undoing.
Result<casework::ActionStatus> take_back(const Tools& tools, const Type& type,
                                         const casework::Action& action, std::stop_token stop);

}  // namespace backstamp::action
