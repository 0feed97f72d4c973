// Waits in IDLE on the INBOX of many mailboxes, one connection each, all on one thread.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "platform/imap_session.h"

namespace backstamp::intake {

class IdleWatch {
 public:
  // `changed` is called on the thread of the watch. A connection that ends is made again a while
  // later; the mailbox is then told as changed, since nobody knows what happened meanwhile.
  static std::unique_ptr<IdleWatch> start(platform::ImapServer server,
                                          std::function<void(const Text&)> changed);
  virtual ~IdleWatch() = default;
  virtual void set(std::vector<Text> addresses) = 0;
};

}  // namespace backstamp::intake
