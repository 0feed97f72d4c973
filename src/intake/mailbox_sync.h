// Keeps what is known of the mailboxes on an IMAP server true: a first scan of all, then looks when
// the server tells of changes (IDLE on the INBOX of as many as are allowed) and every so often.
//
// Each mailbox has a state of its own: how far its first scan is, when it was last looked at with
// success, what was wrong since. One that fails is tried again, later and later, and holds up
// nobody.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "intake/imap_pass.h"
#include "platform/imap_session.h"

namespace backstamp::intake {

struct MailboxSyncSettings {
  unsigned threads = 4;                 // mailboxes looked at together
  std::chrono::seconds poll_every{60};  // each mailbox
  std::size_t idle_max = 200;           // mailboxes whose server connection waits for changes
};

struct MailboxState {
  Text address;
  bool scanned = false;        // its first scan has ended, now or in an earlier run
  std::optional<Time> synced;  // the last look that went well
  std::string error;           // of the last look; empty when it went well
  PassCounts counts;           // since the start
};

class MailboxSync {
 public:
  // `addresses` is asked again at every poll.
  static std::unique_ptr<MailboxSync> start(platform::ImapServer server,
                                            std::function<std::vector<Text>()> addresses,
                                            PassTools tools, const MailboxSyncSettings& settings);
  virtual ~MailboxSync() = default;

  virtual std::vector<MailboxState> states() const = 0;  // by address
  // Looks at the mailbox as soon as a thread is free.
  virtual void look(const Text& address) = 0;
};

}  // namespace backstamp::intake
