#include "http/watcher.h"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <optional>
#include <vector>

namespace backstamp::http {

constexpr std::uint64_t end_ticket = 0;

Result<std::unique_ptr<Watcher>> Watcher::start() {
  Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.open()) return std::unexpected(errno_error("cannot watch connections", errno));
  return std::unique_ptr<Watcher>(new Watcher(std::move(epoll)));
}

Watcher::Watcher(Fd epoll) : epoll_(std::move(epoll)) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = end_ticket}};
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, end_.fd(), &event);
  thread_ = std::jthread([this] { run(); });
}

Watcher::~Watcher() { end_.raise(); }

std::uint64_t Watcher::add(int fd, Kind kind, std::stop_source stop) {
  return watched_.with([&](auto& watched) {
    const std::uint64_t ticket = ++last_ticket_;
    watched.emplace(ticket, Watched{fd, std::move(stop)});
    epoll_event event{};
    event.events = EPOLLONESHOT | EPOLLHUP | EPOLLERR;
    if (kind == Kind::tcp) event.events |= EPOLLRDHUP;
    event.data.u64 = ticket;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
    return ticket;
  });
}

void Watcher::remove(std::uint64_t ticket) {
  watched_.with([&](auto& watched) {
    const auto found = watched.find(ticket);
    if (found == watched.end()) return;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, found->second.fd, nullptr);
    watched.erase(found);
  });
}

void Watcher::stop_all() {
  std::vector<std::stop_source> stops;
  watched_.with([&](auto& watched) {
    for (auto& [ticket, each] : watched) stops.push_back(each.stop);
  });
  for (std::stop_source& stop : stops) stop.request_stop();
}

void Watcher::run() {
  std::array<epoll_event, 64> events{};
  for (;;) {
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), /*ms=*/-1);
    for (int i = 0; i < count; ++i) {
      const std::uint64_t ticket = events[static_cast<std::size_t>(i)].data.u64;
      if (ticket == end_ticket) return;
      // Requested outside the lock: callbacks may take their time or answer the request.
      std::optional<std::stop_source> stop = watched_.with([&](auto& watched) {
        const auto found = watched.find(ticket);
        return found == watched.end() ? std::nullopt : std::optional(found->second.stop);
      });
      if (stop) stop->request_stop();
    }
  }
}

}  // namespace backstamp::http
