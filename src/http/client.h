// An HTTP/1.1 client for one endpoint: blocking, keeps connections alive, usable from many threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/endpoint.h"
#include "http/message.h"
#include "http/stream.h"

namespace backstamp::http {

class Client {
 public:
  // With `tls` each connection is secured, and the server's certificate must be for that peer.
  explicit Client(Endpoint endpoint, std::uint64_t body_bytes_max = 256ull * 1024 * 1024,
                  std::optional<TlsPeer> tls = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends and waits for the whole response, whatever its status. A request on a kept connection
  // that the server had closed meanwhile is sent again once, on a new one, if nothing was answered
  // and the method is idempotent (GET, HEAD, PUT, DELETE).
  // When request.stop is requested the connection is ended, which tells the server to stop.
  // Errors: unavailable (refused, reset), timeout, limit (body too large), denied (certificate),
  // cancelled (by the stop).
  Result<Response> send(const Request& request, Deadline deadline);

  // As send, but hands the body over piece by piece; `take` returns false to stop reading
  // (error: cancelled). The returned response has an empty body.
  Result<Response> stream(const Request& request, Deadline deadline,
                          const std::function<bool(std::string_view)>& take);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace backstamp::http
