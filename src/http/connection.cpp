#include "http/connection.h"

#include <array>
#include <exception>
#include <optional>

#include "base/log.h"
#include "http/responder.h"
#include "http/wire.h"

namespace backstamp::http {
namespace {

constexpr std::size_t read_bytes = 32 * 1024;
// A request must come at 1 KiB a second or faster, so that nobody holds a connection by dripping.
constexpr std::uint64_t bytes_per_ms_min = 1;
constexpr Duration linger_ms_max{1'000};
constexpr std::uint64_t linger_bytes_max = 64 * 1024 * 1024;

class Connection {
 public:
  Connection(Fd fd, const Serving& serving)
      : socket_(std::move(fd), serving.stop),
        serving_(serving),
        wire_limits_{serving.limits.header_bytes_max, serving.limits.body_bytes_max} {}

  void run() {
    while (!serving_.stop->raised() && wait_for_request()) {
      RequestParser parser(wire_limits_);
      if (const auto read = read_request(parser); !read) {
        refuse(parser, read.error());
        return;
      }
      if (!answer(parser)) return;
    }
  }

 private:
  bool wait_for_request() {
    return !buffer_.empty() || read_more(deadline_in(serving_.limits.idle_ms_max)).value_or(0) > 0;
  }

  Result<std::size_t> read_more(Deadline deadline) {
    std::array<char, read_bytes> room;
    const std::size_t got = TRY(socket_.read(room, deadline));
    buffer_.append(room.data(), got);
    return got;
  }

  Result<void> read_request(RequestParser& parser) {
    const Deadline start = deadline_in(serving_.limits.io_ms_max);
    std::uint64_t received = buffer_.size();
    bool continued = false;
    for (;;) {
      buffer_.erase(0, TRY(parser.put(buffer_)));
      if (parser.done()) return {};
      if (buffer_.size() > wire_limits_.header_bytes_max + read_bytes) {
        return fail(Fault::limit, "request: a header or chunk line is too long");
      }
      if (parser.head_done() && parser.wants_continue() && !std::exchange(continued, true)) {
        TRY(socket_.write("HTTP/1.1 100 Continue\r\n\r\n", deadline_in(io_ms_max())));
      }
      const Deadline drip = start + Duration(received / bytes_per_ms_min);
      const std::size_t got = TRY(read_more(std::min(drip, deadline_in(io_ms_max()))));
      if (got == 0) return fail(Fault::unavailable, "request: the client left within it");
      received += got;
    }
  }

  // Answers a request that could not be read, where the client may still listen.
  void refuse(const RequestParser& parser, const Error& error) {
    if (error.fault == Fault::unavailable || error.fault == Fault::cancelled) return;
    const int status = error.fault == Fault::timeout ? 408 : parser.status();
    SocketResponder responder(socket_, {.keep_alive = false, .io_ms_max = io_ms_max()});
    responder.send({status, {{"Content-Type", "text/plain"}}, error.what + "\n"});
    linger();
  }

  // Closing with unread bytes would destroy the answer on its way: the client gets a moment to
  // finish and read it.
  void linger() {
    socket_.end_writing();
    const Deadline deadline = deadline_in(linger_ms_max);
    std::array<char, read_bytes> room;
    std::uint64_t bytes = 0;
    while (bytes < linger_bytes_max) {
      const auto got = socket_.read(room, deadline);
      if (!got || *got == 0) return;
      bytes += *got;
    }
  }

  // True when the connection can take another request.
  bool answer(RequestParser& parser) {
    Request request = parser.take();
    request.from_unix_socket = serving_.kind == Watcher::Kind::unix_socket;
    SocketResponder responder(socket_, {.head_only = request.method == "HEAD",
                                        .keep_alive = parser.keep_alive(),
                                        .chunks = !parser.old(),
                                        .io_ms_max = io_ms_max()});
    std::stop_source stop;
    request.stop = stop.get_token();
    const std::uint64_t ticket = serving_.watcher->add(socket_.fd(), serving_.kind, stop);
    // Raised before stop_all(): a request that came too late for that one sees it here.
    if (serving_.stop->raised()) stop.request_stop();
    handle(request, responder);
    serving_.watcher->remove(ticket);
    if (responder.complete() && !responder.reusable()) linger();
    return responder.reusable();
  }

  void handle(const Request& request, SocketResponder& responder) {
    std::string what = "the handler did not answer";
    try {
      serving_.handler(request, responder);
    } catch (const std::exception& exception) {
      what = exception.what();
    } catch (...) {
      what = "unknown exception";
    }
    if (responder.started()) return;  // cut off or not, the client sees whether the end is there
    const bool stopped = request.stop.stop_requested();
    log(stopped ? LogLevel::debug : LogLevel::error, "request failed",
        {{"method", request.method}, {"path", request.path()}, {"what", what}});
    responder.send({stopped ? 503 : 500, {{"Content-Type", "text/plain"}}, "internal error\n"});
  }

  Duration io_ms_max() const { return serving_.limits.io_ms_max; }

  Socket socket_;
  const Serving& serving_;
  WireLimits wire_limits_;
  std::string buffer_;
};

}  // namespace

void serve_connection(Fd fd, const Serving& serving) { Connection(std::move(fd), serving).run(); }

}  // namespace backstamp::http
