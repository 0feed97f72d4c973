#include "http/server.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <list>
#include <system_error>

#include "base/guarded.h"
#include "base/log.h"
#include "http/connection.h"

namespace backstamp::http {
namespace {

constexpr int out_of_descriptors_wait_ms = 100;

class ThreadServer final : public Server {
 public:
  ThreadServer(Listening listening, std::unique_ptr<Watcher> watcher, const ServerLimits& limits,
               Handler handler)
      : listening_(std::move(listening)),
        watcher_(std::move(watcher)),
        serving_{limits, std::move(handler), kind_of(listening_.endpoint), watcher_.get(), &stop_},
        own_file_(file_number()) {
    acceptor_ = std::jthread([this] { accept_all(); });
  }
  ~ThreadServer() override { stop(); }

  Endpoint endpoint() const override { return listening_.endpoint; }

  void stop() override {
    const std::scoped_lock lock(stopping_);
    if (!acceptor_.joinable()) return;
    stop_.raise();
    acceptor_.join();
    remove_socket_file();
    watcher_->stop_all();
    connections_.clear();  // waits for them
    listening_.fd = Fd();
  }

 private:
  struct Slot {
    std::atomic<bool> ended = false;
    std::jthread thread;
  };

  static Watcher::Kind kind_of(const Endpoint& endpoint) {
    return std::holds_alternative<UnixEndpoint>(endpoint) ? Watcher::Kind::unix_socket
                                                          : Watcher::Kind::tcp;
  }

  void accept_all() {
    while (!stop_.raised()) {
      ended_.lower();  // before looking, so that one that ends meanwhile is not missed
      connections_.remove_if([](const Slot& slot) { return slot.ended.load(); });
      const bool room = connections_.size() < serving_.limits.connections_max;
      if (!wait(room, /*ms_max=*/-1)) continue;
      Fd fd(::accept4(listening_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (fd.open()) {
        open(std::move(fd));
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
        log(LogLevel::warning, "no room for a connection", {{"errno", errno}});
        wait(/*room=*/false, out_of_descriptors_wait_ms);
      }
    }
  }

  // Until stop, or a connection ended, or, where there is room, a client waits: then true.
  bool wait(bool room, int ms_max) {
    std::array<pollfd, 3> waiting{
        {{.fd = stop_.fd(), .events = POLLIN, .revents = 0},
         {.fd = ended_.fd(), .events = POLLIN, .revents = 0},
         {.fd = room ? listening_.fd.get() : -1, .events = POLLIN, .revents = 0}}};
    ::poll(waiting.data(), waiting.size(), ms_max);
    return waiting[2].revents != 0;
  }

  void open(Fd fd) {
    Slot& slot = connections_.emplace_back();
    try {
      slot.thread = std::jthread([this, &slot, moved = std::move(fd)]() mutable {
        serve_connection(std::move(moved), serving_);
        slot.ended = true;
        ended_.raise();
      });
    } catch (const std::system_error& error) {
      log(LogLevel::warning, "no thread for a connection", {{"what", error.what()}});
      connections_.pop_back();
    }
  }

  std::pair<dev_t, ino_t> file_number() const {
    const auto* endpoint = std::get_if<UnixEndpoint>(&listening_.endpoint);
    struct stat status{};
    if (endpoint == nullptr || ::lstat(endpoint->path.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino};
  }

  // Unless another server has taken the place meanwhile.
  void remove_socket_file() {
    const auto* endpoint = std::get_if<UnixEndpoint>(&listening_.endpoint);
    if (endpoint != nullptr && file_number() == own_file_) ::unlink(endpoint->path.c_str());
  }

  Listening listening_;
  Signal stop_, ended_;
  std::unique_ptr<Watcher> watcher_;
  Serving serving_;
  std::pair<dev_t, ino_t> own_file_;
  std::list<Slot> connections_;  // the acceptor's own until it was joined
  std::mutex stopping_;
  std::jthread acceptor_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(const Endpoint& endpoint, const ServerLimits& limits,
                                               Handler handler) {
  auto watcher = TRY(Watcher::start());
  auto listening = TRY(listen_on(endpoint));
  return std::make_unique<ThreadServer>(std::move(listening), std::move(watcher), limits,
                                        std::move(handler));
}

}  // namespace backstamp::http
