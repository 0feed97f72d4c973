// Rules of mailboxes on an IMAP server: scripts through ManageSieve, rights through IMAP (RFC
// 4314).
#pragma once

#include <optional>

#include "platform/imap_mailboxes.h"
#include "platform/mail_rules.h"

namespace backstamp::platform {

class ImapRules final : public MailRules {
 public:
  // `pool` and `mailboxes` outlive it. Without a Sieve server only rights are seen.
  ImapRules(ImapPool& pool, const ImapMailboxes& mailboxes, std::optional<ImapServer> sieve)
      : pool_(pool), mailboxes_(mailboxes), sieve_(std::move(sieve)) {}

  bool has(const Text& mailbox) const override { return mailboxes_.has(mailbox); }
  Result<std::vector<MailRule>> list(const Text& mailbox) const override;
  Result<MailRule> read(const Text& mailbox, const std::string& kind,
                        const std::string& name) const override;
  Result<void> apply(const MailRule& rule) const override;

 private:
  Result<void> list_scripts(const Text& mailbox, std::vector<MailRule>& rules) const;
  Result<void> list_rights(const Text& mailbox, std::vector<MailRule>& rules) const;
  Result<void> apply_script(const MailRule& rule) const;
  Result<void> apply_right(const MailRule& rule) const;

  ImapPool& pool_;
  const ImapMailboxes& mailboxes_;
  const std::optional<ImapServer> sieve_;
};

}  // namespace backstamp::platform
