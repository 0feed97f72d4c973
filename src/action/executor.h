// Carries out approved actions and undoes done ones, on a thread of its own.
//
// For each target: intent recorded and committed -> effect -> verified -> outcome recorded. Intents
// and outcomes are committed in groups. After a crash open actions are gone on with: an intent
// without outcome is looked at, not repeated blindly. So no effect happens twice and none is
// forgotten.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "casework/action.h"
#include "casework/store.h"
#include "message/message_store.h"
#include "platform/accounts.h"
#include "platform/mail_rules.h"
#include "platform/mailboxes.h"

namespace backstamp::action {

// What happened to copies after delivery, for the hunting store. Answered by main; called after the
// outcomes are committed and again after a crash with the same batch_id and content.
class PostDeliveryEvents {
 public:
  virtual ~PostDeliveryEvents() = default;
  struct Event {
    casework::Copy copy;
    std::string action;           // "Soft delete", "Moved to quarantine", "Moved back" for undo
    std::string result;           // "Success" or "Error"
    std::string source_location;  // folder before
    std::string
        location;  // after: "Deleted items", "Quarantine", "Inbox", "Junk folder", a folder name
    Time at;
  };
  virtual Result<void> record(const std::string& batch_id, const casework::Action& action,
                              std::span<const Event> events) = 0;
};

class Executor {
 public:
  // `settled` is called after an action came to rest (done, partial, failed, undone), on the
  // executor's thread, so that its investigation can be brought up to date; called again after a
  // crash. `mailboxes_at_once` are worked on together: one that is slow holds up nobody.
  static std::unique_ptr<Executor> start(
      casework::Store& store, const platform::Mailboxes& mailboxes,
      const message::MessageStore& letters, PostDeliveryEvents& events, const Clock& clock,
      std::function<void(const casework::Action&)> settled, unsigned mailboxes_at_once = 1,
      const platform::Accounts* accounts = nullptr, const platform::MailRules* rules = nullptr);
  virtual ~Executor() = default;

  // Decides and returns once the decision is durable; the work goes on in the background.
  // Errors: not_found, conflict (decided already).
  virtual Result<void> approve(casework::ActionId id, const casework::Decision& decision) = 0;
  virtual Result<void> reject(casework::ActionId id, const casework::Decision& decision) = 0;
  virtual Result<void> undo(casework::ActionId id, const casework::Decision& decision) = 0;

  // Waits until the action has come to rest. Error: timeout.
  virtual Result<void> wait(casework::ActionId id, Deadline deadline) = 0;
};

}  // namespace backstamp::action
