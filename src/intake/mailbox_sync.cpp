#include "intake/mailbox_sync.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/guarded.h"
#include "base/log.h"
#include "intake/idle_watch.h"

namespace backstamp::intake {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds retry_first{2}, retry_max{300};

// When each mailbox is to be looked at next. One is never looked at by two threads.
class Timetable {
 public:
  void set(const std::vector<Text>& addresses) {
    const std::scoped_lock lock(mutex_);
    for (const Text& address : addresses) due_.try_emplace(address, SteadyClock::now());
    const std::set<Text> wanted(addresses.begin(), addresses.end());
    std::erase_if(due_, [&](const auto& entry) { return !wanted.contains(entry.first); });
    changed_.notify_all();
  }

  void hurry(const Text& address) {
    const std::scoped_lock lock(mutex_);
    const auto found = due_.find(address);
    if (found == due_.end()) return;
    found->second = SteadyClock::now();
    if (busy_.contains(address)) again_.insert(address);
    changed_.notify_all();
  }

  // Waits for a mailbox that is due. Nothing when `stop` is requested.
  std::optional<Text> next(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      const auto first = earliest();
      if (first && first->second <= SteadyClock::now()) {
        busy_.insert(first->first);
        return first->first;
      }
      const Deadline until = first ? first->second : deadline_in(std::chrono::hours(1));
      changed_.wait_until(lock, stop, until, [&] {
        const auto now = earliest();
        return now && now->second < until;
      });
    }
    return std::nullopt;
  }

  void done(const Text& address, Duration next_in) {
    const std::scoped_lock lock(mutex_);
    busy_.erase(address);
    const bool at_once = again_.erase(address) > 0;
    if (const auto found = due_.find(address); found != due_.end()) {
      found->second = at_once ? SteadyClock::now() : deadline_in(next_in);
    }
    changed_.notify_all();
  }

 private:
  std::optional<std::pair<Text, Deadline>> earliest() const {
    std::optional<std::pair<Text, Deadline>> first;
    for (const auto& [address, due] : due_) {
      if (!busy_.contains(address) && (!first || due < first->second)) first = {address, due};
    }
    return first;
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<Text, Deadline> due_;
  std::set<Text> busy_, again_;
};

class Syncing final : public MailboxSync {
 public:
  Syncing(platform::ImapServer server, std::function<std::vector<Text>()> addresses,
          PassTools tools, const MailboxSyncSettings& settings)
      : server_(std::move(server)),
        addresses_(std::move(addresses)),
        tools_(std::move(tools)),
        settings_(settings),
        idle_(
            IdleWatch::start(server_, [this](const Text& address) { timetable_.hurry(address); })) {
    learn_addresses();
    for (unsigned i = 0; i < settings_.threads; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
    threads_.emplace_back([this](const std::stop_token& stop) { keep_addresses(stop); });
  }

  ~Syncing() override {
    for (std::jthread& thread : threads_) thread.request_stop();
  }

  std::vector<MailboxState> states() const override {
    return states_.with([](const States& states) {
      std::vector<MailboxState> all;
      for (const auto& [address, state] : states) all.push_back(state);
      return all;
    });
  }

  void look(const Text& address) override { timetable_.hurry(address); }

 private:
  using States = std::map<Text, MailboxState>;

  void learn_addresses() {
    const std::vector<Text> addresses = addresses_();
    states_.with([&](States& states) {
      const std::set<Text> wanted(addresses.begin(), addresses.end());
      std::erase_if(states, [&](const auto& entry) { return !wanted.contains(entry.first); });
      for (const Text& address : addresses)
        states.try_emplace(address).first->second.address = address;
    });
    timetable_.set(addresses);
    idle_->set({addresses.begin(), addresses.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                           addresses.size(), settings_.idle_max))});
  }

  void keep_addresses(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      pause.wait_for(lock, stop, settings_.poll_every, [] { return false; });
      if (!stop.stop_requested()) learn_addresses();
    }
  }

  void work(const std::stop_token& stop) {
    while (const auto address = timetable_.next(stop)) {
      timetable_.done(*address, look_at(*address, stop));
    }
  }

  // How long to wait until the next look.
  Duration look_at(const Text& address, const std::stop_token& stop) {
    const PassCounts before = counts_of(address);
    const auto shown = [&](const PassCounts& counts) {
      update(address, [&](MailboxState& state) { state.counts = sum(before, counts); });
    };
    const auto looked = look_at_once(address, shown, stop);
    if (looked) shown(*looked);
    const std::string error = looked ? "" : looked.error().what;
    if (looked || looked.error().fault != Fault::cancelled) tell(address, error);
    if (looked) {
      const std::scoped_lock lock(failures_mutex_);
      failures_.erase(address);
      return settings_.poll_every;
    }
    return back_off(address);
  }

  Result<PassCounts> look_at_once(const Text& address,
                                  const std::function<void(const PassCounts&)>& shown,
                                  const std::stop_token& stop) {
    const auto session = TRY(platform::ImapSession::open(server_, address));
    return look_at_mailbox(*session, address, tools_, shown, stop);
  }

  Duration back_off(const Text& address) {
    const std::scoped_lock lock(failures_mutex_);
    const int failures = std::min(++failures_[address], 10);
    return std::min<std::chrono::seconds>(retry_first * (1 << (failures - 1)), retry_max);
  }

  // The log has the beginning and the end of a failure, not each try.
  void tell(const Text& address, const std::string& error) {
    update(address, [&](MailboxState& state) {
      if (error.empty() != state.error.empty()) {
        log(error.empty() ? LogLevel::info : LogLevel::error,
            error.empty() ? "mailbox is in step again" : "mailbox out of step",
            {{"mailbox", address.str()}, {"why", error}});
      }
      state.error = error;
      if (!error.empty()) return;
      state.synced = tools_.clock.now();
      state.scanned = true;
    });
  }

  PassCounts counts_of(const Text& address) const {
    return states_.with([&](const States& states) {
      const auto found = states.find(address);
      return found == states.end() ? PassCounts{} : found->second.counts;
    });
  }

  void update(const Text& address, const std::function<void(MailboxState&)>& change) {
    states_.with([&](States& states) {
      if (const auto found = states.find(address); found != states.end()) change(found->second);
    });
  }

  static PassCounts sum(PassCounts a, const PassCounts& b) {
    a.messages += b.messages;
    a.copies_added += b.copies_added;
    a.copies_known += b.copies_known;
    a.moved += b.moved;
    a.gone += b.gone;
    a.too_large += b.too_large;
    return a;
  }

  const platform::ImapServer server_;
  const std::function<std::vector<Text>()> addresses_;
  const PassTools tools_;
  const MailboxSyncSettings settings_;
  Timetable timetable_;
  Guarded<States> states_;
  std::mutex failures_mutex_;
  std::map<Text, int> failures_;  // looks in a row that failed
  std::unique_ptr<IdleWatch> idle_;
  std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace

std::unique_ptr<MailboxSync> MailboxSync::start(platform::ImapServer server,
                                                std::function<std::vector<Text>()> addresses,
                                                PassTools tools,
                                                const MailboxSyncSettings& settings) {
  return std::make_unique<Syncing>(std::move(server), std::move(addresses), std::move(tools),
                                   settings);
}

}  // namespace backstamp::intake
