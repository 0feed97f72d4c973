// The actions there are. Each is one file of its own with six functions: plan, precondition,
// blast radius, execute, verify, inverse; and a line in catalogue.cpp.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "casework/action.h"
#include "message/message_store.h"
#include "platform/accounts.h"
#include "platform/mail_rules.h"
#include "platform/mailboxes.h"

namespace backstamp::action {

// What an action may touch while it works on one target.
struct Reach {
  const platform::Mailboxes& mailboxes;
  const message::MessageStore& letters;
  // The intent was found in the store, not made just now: an earlier run may have carried it out.
  bool resumed = false;
  // Places (JSON) of the same copy that other targets of the action stand for: not this one's.
  std::span<const std::string> claimed = {};
  const platform::Accounts* accounts = nullptr;  // null: none can be changed
  const platform::MailRules* rules = nullptr;    // where there are some to be reached
};

struct Type {
  std::string id;       // "soft_delete_messages"
  std::string title;    // "Soft delete messages"
  std::string inverse;  // "Put each message back into its folder with its name and flags"
  bool reversible = true;
  // EmailPostDeliveryEvents.Action: "Soft delete", "Moved to quarantine"; empty: it moves no mail.
  std::string post_delivery_action;
  std::string location_after;  // latest delivery location: "Deleted items", "Quarantine"

  // Fills title, inverse, blast radius from the targets. Nothing outside changes.
  std::function<casework::Action(casework::Action draft, std::span<const casework::ActionTarget>)>
      plan;
  // Finds the target's instances and keeps their letters; one entry per instance to be recorded as
  // intent. Called, as the two below, for several mailboxes at once.
  std::function<Result<std::vector<casework::ActionTarget>>(const casework::ActionTarget&,
                                                            const Reach&)>
      prepare;
  // Carries out one recorded intent and verifies it. Safe to call again after a crash. The first of
  // what it returns is the target itself: with its outcome, or still `intended` with a new place
  // because it was moved meanwhile. Further ones are instances found on the way. All that are
  // `intended` are to be recorded and then executed.
  // Errors: unavailable or timeout when the mailbox did not answer: nobody knows what was done, and
  // the intent is to be looked at again later, as a resumed one.
  std::function<Result<std::vector<casework::ActionTarget>>(casework::ActionTarget, const Reach&)>
      execute;
  // Takes one `done` or `undo_intended` target back and verifies it. Safe to call again. Errors as
  // execute().
  std::function<Result<casework::ActionTarget>(casework::ActionTarget, const Reach&)> undo;
};

// Error: not_found, with the known names.
Result<const Type*> find_type(std::string_view id);
std::span<const Type> types();

}  // namespace backstamp::action
