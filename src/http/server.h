// An HTTP/1.1 server: one thread a connection, bounded, blocking. Boost.Beast parses and writes,
// hidden in server.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "http/endpoint.h"
#include "http/message.h"

namespace backstamp::http {

struct ServerLimits {
  std::size_t connections_max = 256;  // more wait in the kernel's queue
  std::uint64_t header_bytes_max = 64 * 1024;
  std::uint64_t body_bytes_max = 16 * 1024 * 1024;
  std::chrono::milliseconds idle_ms_max{60'000};  // for the next request on a connection
  std::chrono::milliseconds io_ms_max{30'000};    // for each read or write within one
};

// What a handler answers with: send() once, or start(), write()... and finish().
// A handler that returns without any is answered for with 500.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void send(Response response) = 0;
  // Streaming (chunked). write() is false when the client went away: the handler should return.
  virtual void start(Response head) = 0;
  virtual bool write(std::string_view bytes) = 0;
  virtual void finish() = 0;
  virtual bool started() const = 0;
};

using Handler = std::function<void(const Request&, Responder&)>;

class Server {
 public:
  // Listens and serves on its own threads until stop() or destruction. A Unix socket is made with
  // mode 0600, over a stale one. Handlers run on many threads at once; an exception that leaves a
  // handler is logged and answered with 500. Errors: conflict when the address is in use.
  static Result<std::unique_ptr<Server>> listen(const Endpoint& endpoint,
                                                const ServerLimits& limits, Handler handler);
  virtual ~Server() = default;
  virtual Endpoint endpoint() const = 0;  // with the port that was chosen
  // No new connections; running requests get their stop token requested and are waited for.
  virtual void stop() = 0;
};

}  // namespace backstamp::http
