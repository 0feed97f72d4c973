#include "http/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/check.h"

namespace backstamp::http {
namespace {

constexpr Duration write_after_stop_ms_max{2'000};
constexpr std::size_t pieces_max = 8;  // of one write

int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<Duration>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

bool again(int error_number) { return error_number == EAGAIN || error_number == EINTR; }

std::unexpected<Error> peer_gone(std::string_view doing, int error_number) {
  return std::unexpected(Error{Fault::unavailable, errno_error(doing, error_number).what});
}

}  // namespace

Signal::Signal() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { CHECK(fd_.open()); }

void Signal::raise() {
  const std::uint64_t one = 1;
  CHECK(::write(fd_.get(), &one, sizeof one) == sizeof one);
}

void Signal::lower() {
  std::uint64_t count = 0;
  while (::read(fd_.get(), &count, sizeof count) < 0 && errno == EINTR) {
  }
}

bool Signal::raised() const {
  pollfd waiting{.fd = fd_.get(), .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, 0) == 1;
}

Socket::Socket(Fd fd, const Signal* stop) : fd_(std::move(fd)), stop_(stop) {
  const int on = 1;  // refused by Unix sockets, which need it not
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Result<void> Socket::wait(short events, Deadline deadline) const {
  std::array<pollfd, 2> waiting{{{.fd = fd_.get(), .events = events, .revents = 0},
                                 {.fd = stop_ ? stop_->fd() : -1, .events = POLLIN, .revents = 0}}};
  for (;;) {
    const int ready = ::poll(waiting.data(), waiting.size(), milliseconds_until(deadline));
    if (ready < 0 && errno != EINTR) return peer_gone("cannot wait for the peer", errno);
    if (ready < 0) continue;
    if (waiting[0].revents != 0) return {};
    if (ready == 0) return fail(Fault::timeout, "the peer did not answer in time");
    if (events == POLLIN) return fail(Fault::cancelled, "the server is stopping");
    waiting[1].fd = -1;
    deadline = std::min(deadline, deadline_in(write_after_stop_ms_max));
  }
}

Result<std::size_t> Socket::read(std::span<char> room, Deadline deadline) {
  for (;;) {
    const ssize_t got = ::recv(fd_.get(), room.data(), room.size(), MSG_DONTWAIT);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (!again(errno)) return peer_gone("cannot read from the peer", errno);
    TRY(wait(POLLIN, deadline));
  }
}

Result<std::size_t> Socket::write_some(std::span<const std::string_view> pieces, std::size_t skip) {
  std::array<iovec, pieces_max> parts{};
  std::size_t count = 0;
  for (std::string_view piece : pieces) {
    const std::size_t skipped = std::min(skip, piece.size());
    skip -= skipped;
    piece.remove_prefix(skipped);
    if (!piece.empty()) parts[count++] = {const_cast<char*>(piece.data()), piece.size()};
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  const ssize_t wrote = ::sendmsg(fd_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (wrote >= 0) return static_cast<std::size_t>(wrote);
  if (!again(errno)) return peer_gone("cannot write to the peer", errno);
  return 0;
}

Result<void> Socket::write(std::span<const std::string_view> pieces, Deadline deadline) {
  CHECK(pieces.size() <= pieces_max);
  std::size_t left = 0;
  for (const std::string_view piece : pieces) left += piece.size();
  std::size_t done = 0;
  while (left > 0) {
    const std::size_t wrote = TRY(write_some(pieces, done));
    done += wrote;
    left -= wrote;
    if (left > 0) TRY(wait(POLLOUT, deadline));
  }
  return {};
}

Result<void> Socket::write(std::string_view bytes, Deadline deadline) {
  return write(std::span(&bytes, 1), deadline);
}

bool Socket::readable_now() const {
  pollfd waiting{.fd = fd_.get(), .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, 0) != 0;
}

void Socket::end() { ::shutdown(fd_.get(), SHUT_RDWR); }

void Socket::end_writing() { ::shutdown(fd_.get(), SHUT_WR); }

}  // namespace backstamp::http
