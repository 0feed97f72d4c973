// A stream socket with deadlines: non-blocking underneath, waiting in poll().
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "base/time.h"
#include "http/endpoint.h"

namespace backstamp::http {

// Raised by any thread, seen by all that wait for it in poll(), until somebody lowers it.
class Signal {
 public:
  Signal();
  void raise();
  void lower();
  bool raised() const;
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
};

class Socket {
 public:
  Socket() = default;
  // `stop`, where given, ends waiting reads at once and leaves writes two seconds.
  explicit Socket(Fd fd, const Signal* stop = nullptr);

  // At most `room` bytes; 0 at the peer's end. Errors: timeout, cancelled, unavailable.
  Result<std::size_t> read(std::span<char> room, Deadline deadline);
  // All of the pieces in order. Errors as read().
  Result<void> write(std::span<const std::string_view> pieces, Deadline deadline);
  Result<void> write(std::string_view bytes, Deadline deadline);

  bool readable_now() const;  // bytes or the peer's end wait to be read
  void end_writing();         // the peer sees the end; reading goes on
  void end();                 // both ways, from any thread: what waits on the socket wakes
  int fd() const { return fd_.get(); }
  bool open() const { return fd_.open(); }
  void close() { fd_ = Fd(); }

 private:
  Result<void> wait(short events, Deadline deadline) const;
  Result<std::size_t> write_some(std::span<const std::string_view> pieces, std::size_t skip);

  Fd fd_;
  const Signal* stop_ = nullptr;
};

// Errors: unavailable (refused, unreachable, unknown host), timeout, denied. Looking up a host
// name is not bounded by the deadline; literal addresses need none.
Result<Socket> connect_to(const Endpoint& endpoint, Deadline deadline);

// A listening socket, and the endpoint with the port that was chosen. A Unix socket gets mode 0600
// and takes the place of one that nobody listens on any more.
// Errors: conflict (in use), invalid (no literal address), denied.
struct Listening {
  Fd fd;
  Endpoint endpoint;
};
Result<Listening> listen_on(const Endpoint& endpoint);

}  // namespace backstamp::http
