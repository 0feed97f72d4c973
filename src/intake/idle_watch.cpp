#include "intake/idle_watch.h"

#include <poll.h>

#include <map>
#include <set>
#include <thread>

#include "base/guarded.h"
#include "base/log.h"

namespace backstamp::intake {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int look_every_ms = 200;               // for the stop and for other addresses
constexpr std::chrono::minutes renew_every{20};  // RFC 2177 wants less than 29
constexpr std::chrono::seconds retry_every{15};

struct Waiting {
  std::unique_ptr<platform::ImapSession> session;
  Deadline renew;
};

class Watch final : public IdleWatch {
 public:
  Watch(platform::ImapServer server, std::function<void(const Text&)> changed)
      : server_(std::move(server)),
        changed_(std::move(changed)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void set(std::vector<Text> addresses) override {
    wanted_.with([&](auto& wanted) { wanted = {addresses.begin(), addresses.end()}; });
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      open_missing(stop);
      wait();
    }
    waiting_.clear();
  }

  void open_missing(const std::stop_token& stop) {
    const auto wanted = wanted_.with([](const auto& set) { return set; });
    std::erase_if(waiting_, [&](const auto& entry) { return !wanted.contains(entry.first); });
    for (const Text& address : wanted) {
      if (stop.stop_requested()) return;
      if (waiting_.contains(address) || SteadyClock::now() < retry_[address]) continue;
      if (open(address)) {
        changed_(address);
      } else {
        retry_[address] = deadline_in(retry_every);
      }
    }
  }

  bool open(const Text& address) {
    auto session = platform::ImapSession::open(server_, address);
    if (!session || !(*session)->select("INBOX") || !(*session)->begin_idle()) return false;
    waiting_[address] = {std::move(*session), deadline_in(renew_every)};
    return true;
  }

  void wait() {
    std::vector<pollfd> fds;
    std::vector<Text> addresses;
    for (const auto& [address, waiting] : waiting_) {
      fds.push_back({waiting.session->fd(), POLLIN, 0});
      addresses.push_back(address);
    }
    if (::poll(fds.data(), fds.size(), look_every_ms) < 0) return;
    for (std::size_t i = 0; i < fds.size(); ++i) {
      const bool told = fds[i].revents != 0;
      const auto found = waiting_.find(addresses[i]);
      if (!told && SteadyClock::now() < found->second.renew) continue;
      if (!go_on(found->second)) {
        waiting_.erase(found);
        retry_[addresses[i]] = deadline_in(retry_every);
      }
      if (told) changed_(addresses[i]);
    }
  }

  // What the server said is read with the end of the wait, and a new one is begun.
  static bool go_on(Waiting& waiting) {
    if (!waiting.session->end_idle() || !waiting.session->begin_idle()) return false;
    waiting.renew = deadline_in(renew_every);
    return true;
  }

  const platform::ImapServer server_;
  const std::function<void(const Text&)> changed_;
  Guarded<std::set<Text>> wanted_;
  std::map<Text, Waiting> waiting_;
  std::map<Text, Deadline> retry_;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<IdleWatch> IdleWatch::start(platform::ImapServer server,
                                            std::function<void(const Text&)> changed) {
  return std::make_unique<Watch>(std::move(server), std::move(changed));
}

}  // namespace backstamp::intake
