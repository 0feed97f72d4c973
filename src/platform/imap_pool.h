// Signed-in IMAP connections, kept for the next piece of work on the same mailbox.
//
// Thread-safe. No more than connections_max are open at once. A mailbox that could not be entered
// is not tried again for a moment, so that many pieces of work on a broken one cost one wait.
#pragma once

#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "platform/imap_session.h"

namespace backstamp::platform {

struct ImapPoolLimits {
  std::size_t connections_max = 32;
  Duration idle_ms_max{20'000};  // unused for longer: closed
  Duration rest_ms{3'000};       // of a mailbox that could not be entered
};

class ImapPool {
 public:
  ImapPool(ImapServer server, const ImapPoolLimits& limits)
      : server_(std::move(server)), limits_(limits) {}
  ImapPool(const ImapPool&) = delete;
  ImapPool& operator=(const ImapPool&) = delete;

  // A session for one piece of work; goes back to the pool, or is closed when it is spent.
  class Lease {
   public:
    Lease(ImapPool& pool, Text address, std::unique_ptr<ImapSession> session)
        : pool_(&pool), address_(std::move(address)), session_(std::move(session)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (session_) pool_->give_back(address_, std::move(session_));
    }
    ImapSession& operator*() const { return *session_; }
    ImapSession* operator->() const { return session_.get(); }

   private:
    ImapPool* pool_;
    Text address_;
    std::unique_ptr<ImapSession> session_;
  };

  // It answers at this moment, and knows what other sessions did until now. Errors: those of
  // ImapSession::open(); timeout when all connections stayed in use.
  Result<Lease> lease(const Text& address);

 private:
  struct Idle {
    Text address;
    std::unique_ptr<ImapSession> session;
    Deadline since;
  };
  struct Failure {
    Deadline until;
    Error error;
  };
  void give_back(const Text& address, std::unique_ptr<ImapSession> session);
  std::unique_ptr<ImapSession> take_idle(const Text& address);
  Result<void> make_room(const Text& address);
  Result<std::unique_ptr<ImapSession>> open_new(const Text& address);

  const ImapServer server_;
  const ImapPoolLimits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Idle> idle_;  // the longest unused first
  std::size_t open_ = 0;  // idle ones too
  std::map<Text, Failure> failures_;
};

}  // namespace backstamp::platform
