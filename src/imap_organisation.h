// The mailboxes of the settings' IMAP server: entered for actions, and kept in step with.
#pragma once

#include <memory>
#include <optional>

#include "base/settings.h"
#include "hunting/client.h"
#include "intake/mailbox_sync.h"
#include "intake/rule_inventory.h"
#include "platform/imap_mailboxes.h"
#include "platform/imap_rules.h"

namespace backstamp {

class ImapOrganisation {
 public:
  // Nothing when the settings name no server. Errors: invalid (a setting is missing or wrong),
  // those of reading its files.
  static Result<std::unique_ptr<ImapOrganisation>> open(const Settings& settings,
                                                        const hunting::Client& hunting);

  const platform::ImapMailboxes& mailboxes() const { return mailboxes_; }
  const platform::MailRules& rules() const { return rules_; }
  std::vector<Text> addresses() const {
    return addresses_.with([](const auto& all) { return all; });
  }

  // Mailboxes are kept in the case store, so that their domains are the organisation's own.
  void start_sync(intake::PassTools tools);
  void stop_sync() {
    inventory_.reset();
    sync_.reset();
  }
  // Of rules; goes on as the sync does.
  void start_inventory(const message::MessageStore& letters, casework::Store& store,
                       const Clock& clock, std::function<std::vector<Text>()> own_domains);
  Result<void> look_at_rules(const Text& mailbox);
  std::vector<intake::MailboxState> states() const;
  // Error: not_found.
  Result<void> look(const Text& address);

 private:
  ImapOrganisation(const Settings& settings, platform::ImapServer server,
                   std::optional<platform::ImapServer> sieve, const hunting::Client& hunting);
  std::vector<Text> read_addresses(casework::Store& store);

  const Settings settings_;
  const platform::ImapServer server_;
  platform::ImapPool pool_;
  platform::ImapMailboxes mailboxes_;
  Guarded<std::vector<Text>> addresses_;
  platform::ImapRules rules_;
  std::optional<intake::InventoryTools> inventory_tools_;
  std::unique_ptr<intake::MailboxSync> sync_;
  std::unique_ptr<intake::RuleInventory> inventory_;
};

}  // namespace backstamp
