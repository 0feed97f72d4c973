// A standing inventory of the rules of all mailboxes (platform/mail_rules.h), looked at every so
// often, with what of them is suspicious and a history of what changed.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "casework/store.h"
#include "message/message_store.h"
#include "platform/mail_rules.h"

namespace backstamp::intake {

struct InventoryTools {
  const platform::MailRules& rules;
  casework::Store& store;
  const message::MessageStore& letters;  // keeps each content
  const Clock& clock;
  std::function<std::vector<Text>()> mailboxes;
  std::function<std::vector<Text>()> own_domains;  // in lower case
};

// Looks at one mailbox now. Errors: those of MailRules::list() and of the stores.
Result<void> look_at_rules(const Text& mailbox, const InventoryTools& tools);

class RuleInventory {
 public:
  // All mailboxes one after the other, then a pause.
  static std::unique_ptr<RuleInventory> start(InventoryTools tools, std::chrono::seconds pause);
  virtual ~RuleInventory() = default;
};

}  // namespace backstamp::intake
