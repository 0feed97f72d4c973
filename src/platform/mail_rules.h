// The capability to see, switch off and put back what decides about the mail of a mailbox besides
// its owner: Sieve scripts, and the rights of others on its folders.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::platform {

struct MailRule {
  Text mailbox;
  std::string kind;     // "sieve" or "acl"
  std::string name;     // the script's; for rights "FOLDER<TAB>WHO"
  bool active = false;  // the script runs; the right is there
  Bytes content;        // the script's text; the rights as IMAP writes them: "lrs"
  bool operator==(const MailRule&) const = default;
};

class MailRules {
 public:
  virtual ~MailRules() = default;

  virtual bool has(const Text& mailbox) const = 0;

  // All scripts, and all rights of others. Errors: not_found, unavailable, timeout, denied.
  virtual Result<std::vector<MailRule>> list(const Text& mailbox) const = 0;

  // As it is now; a right that is not there is inactive with no content. Error: not_found (script).
  virtual Result<MailRule> read(const Text& mailbox, const std::string& kind,
                                const std::string& name) const = 0;

  // Makes it so. A script that is switched off stays in its place; with `active` it is put there
  // with this content and runs again. A right that is switched off is taken away.
  virtual Result<void> apply(const MailRule& rule) const = 0;
};

}  // namespace backstamp::platform
