// Notices clients that go away while their request is being answered, and requests its stop.
//
// On a Unix socket a client may end its own writing and still wait for the answer; on TCP the end
// of the client's bytes can't be told from its death and counts as going away: the stop token is
// requested, the answer is still written if the handler gives one.
#pragma once

#include <cstdint>
#include <map>
#include <stop_token>
#include <thread>

#include "base/file.h"
#include "base/guarded.h"
#include "base/result.h"
#include "http/socket.h"

namespace backstamp::http {

class Watcher {
 public:
  static Result<std::unique_ptr<Watcher>> start();
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  enum class Kind { unix_socket, tcp };
  // Returns a ticket for remove(). Callbacks of the stop token run on the watcher's thread.
  std::uint64_t add(int fd, Kind kind, std::stop_source stop);
  void remove(std::uint64_t ticket);
  void stop_all();  // requests the stop of every request watched, as when all clients went away

 private:
  struct Watched {
    int fd;
    std::stop_source stop;
  };
  explicit Watcher(Fd epoll);
  void run();

  Fd epoll_;
  Signal end_;
  std::uint64_t last_ticket_ = 0;
  Guarded<std::map<std::uint64_t, Watched>> watched_;
  std::jthread thread_;
};

}  // namespace backstamp::http
