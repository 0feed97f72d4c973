#include "platform/imap_pool.h"

#include <algorithm>

namespace backstamp::platform {
namespace {

using SteadyClock = std::chrono::steady_clock;

}  // namespace

// Sessions are closed outside the lock: saying goodbye may take its time.
void ImapPool::give_back(const Text& address, std::unique_ptr<ImapSession> session) {
  std::list<Idle> closed;
  {
    const std::scoped_lock lock(mutex_);
    const Deadline old = SteadyClock::now() - limits_.idle_ms_max;
    if (session->spent()) {
      closed.push_back({address, std::move(session), {}});
    } else {
      idle_.push_back({address, std::move(session), SteadyClock::now()});
    }
    while (!idle_.empty() && idle_.front().since < old) {
      closed.splice(closed.end(), idle_, idle_.begin());
    }
    open_ -= closed.size();
    changed_.notify_all();
  }
}

std::unique_ptr<ImapSession> ImapPool::take_idle(const Text& address) {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::ranges::find_if(idle_, [&](const Idle& idle) { return idle.address == address; });
  if (found == idle_.end()) return nullptr;
  auto session = std::move(found->session);
  idle_.erase(found);
  return session;
}

// Counts one more as open, closing the longest unused one where that is needed.
Result<void> ImapPool::make_room(const Text& address) {
  std::list<Idle> closed;
  std::unique_lock lock(mutex_);
  if (const auto failure = failures_.find(address); failure != failures_.end()) {
    if (SteadyClock::now() < failure->second.until) return std::unexpected(failure->second.error);
    failures_.erase(failure);
  }
  const Deadline deadline = deadline_in(std::chrono::seconds(server_.wait_seconds_max));
  const bool room = changed_.wait_until(
      lock, deadline, [&] { return open_ < limits_.connections_max || !idle_.empty(); });
  if (!room) {
    return fail(Fault::timeout, "all " + std::to_string(limits_.connections_max) +
                                    " connections to the mail server stay in use");
  }
  if (open_ < limits_.connections_max) {
    ++open_;
  } else {
    closed.splice(closed.end(), idle_, idle_.begin());
  }
  lock.unlock();
  return {};
}

Result<std::unique_ptr<ImapSession>> ImapPool::open_new(const Text& address) {
  TRY(make_room(address));
  auto session = ImapSession::open(server_, address);
  if (session) return session;
  const std::scoped_lock lock(mutex_);
  --open_;
  const Deadline now = SteadyClock::now();
  std::erase_if(failures_, [&](const auto& failure) { return failure.second.until < now; });
  failures_.insert_or_assign(address, Failure{now + limits_.rest_ms, session.error()});
  changed_.notify_all();
  return session;
}

Result<ImapPool::Lease> ImapPool::lease(const Text& address) {
  while (auto session = take_idle(address)) {
    Lease lease(*this, address, std::move(session));
    if (lease->refresh()) return lease;
  }
  return Lease(*this, address, TRY(open_new(address)));
}

}  // namespace backstamp::platform
