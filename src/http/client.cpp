#include "http/client.h"

#include <array>
#include <optional>
#include <vector>

#include "base/guarded.h"
#include "http/socket.h"
#include "http/wire.h"

namespace backstamp::http {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t kept_max = 32;

bool idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

// A name for the Host field: RFC 9110 wants one on Unix sockets too.
std::string host_of(const Endpoint& endpoint) {
  return std::holds_alternative<UnixEndpoint>(endpoint) ? "localhost" : text_of(endpoint);
}

// One request and its response on one connection.
class Exchange {
 public:
  Exchange(Stream& socket, Deadline deadline) : socket_(socket), deadline_(deadline) {}

  Result<Response> run(const Request& request, const Endpoint& endpoint, ResponseParser& parser) {
    auto response = run_until_stopped(request, endpoint, parser);
    if (spent_) socket_.close();  // not before: the stop may come from another thread
    if (response || !request.stop.stop_requested()) return response;
    return fail(Fault::cancelled, "the request was withdrawn");
  }

  bool answered() const { return answered_; }

 private:
  Result<Response> run_until_stopped(const Request& request, const Endpoint& endpoint,
                                     ResponseParser& parser) {
    const std::stop_callback leave(request.stop, [this] { socket_.end(); });
    // A server that refuses a large body may answer and close before it took all of it: a failed
    // write counts only when no answer can be read.
    const auto sent = send(request, endpoint);
    auto response = receive(parser);
    if (!response && !sent && !answered_) return std::unexpected(sent.error());
    return response;
  }

  Result<void> send(const Request& request, const Endpoint& endpoint) {
    Request head{request.method, request.target, request.fields, "", false, {}};
    head.fields.emplace("Host", host_of(endpoint));
    head.fields.erase("Transfer-Encoding");
    if (!request.body.empty() || !idempotent(request.method)) {
      head.fields.insert_or_assign("Content-Length", std::to_string(request.body.size()));
    }
    const std::string text = head_of(head);
    const std::array<std::string_view, 2> pieces{text, request.body};
    return socket_.write(pieces, deadline_);
  }

  Result<Response> receive(ResponseParser& parser) {
    std::vector<char> room(read_bytes);
    std::string buffer;
    while (!parser.done()) {
      const std::size_t got = TRY(socket_.read(room, deadline_));
      if (got == 0) {
        TRY(parser.end());
        break;
      }
      answered_ = true;
      buffer.append(room.data(), got);
      buffer.erase(0, TRY(parser.put(buffer)));
      if (buffer.size() > WireLimits().header_bytes_max + read_bytes) {
        return fail(Fault::limit, "response: a header or chunk line is too long");
      }
    }
    spent_ = !parser.keep_alive() || !buffer.empty();
    return parser.take();
  }

  Stream& socket_;
  Deadline deadline_;
  bool answered_ = false;
  bool spent_ = false;  // the connection takes no further request
};

}  // namespace

struct Client::State {
  Endpoint endpoint;
  std::uint64_t body_bytes_max;
  std::optional<TlsPeer> tls;
  Guarded<std::vector<std::unique_ptr<Stream>>> kept;

  // A kept connection that the server has not closed yet, as far as can be seen.
  std::unique_ptr<Stream> take_kept() {
    return kept.with([](auto& sockets) -> std::unique_ptr<Stream> {
      while (!sockets.empty()) {
        std::unique_ptr<Stream> socket = std::move(sockets.back());
        sockets.pop_back();
        if (!socket->readable_now()) return socket;
      }
      return nullptr;
    });
  }

  Result<std::unique_ptr<Stream>> connect(Deadline deadline) const {
    Socket socket = TRY(connect_to(endpoint, deadline));
    if (!tls) return plain_stream(std::move(socket));
    return secured_stream(std::move(socket), *tls, deadline);
  }

  void keep(std::unique_ptr<Stream> socket) {
    if (!socket->open()) return;
    kept.with([&](auto& sockets) {
      if (sockets.size() < kept_max) sockets.push_back(std::move(socket));
    });
  }

  Result<Response> exchange(const Request& request, Deadline deadline, const WireLimits& limits,
                            const ResponseParser::Take& take) {
    const auto body =
        request.method == "HEAD" ? ResponseParser::Body::none : ResponseParser::Body::expected;
    if (auto socket = take_kept()) {
      ResponseParser parser(body, limits, take);
      Exchange on_kept(*socket, deadline);
      auto response = on_kept.run(request, endpoint, parser);
      if (response) keep(std::move(socket));
      const bool again = !response && response.error().fault == Fault::unavailable &&
                         !on_kept.answered() && idempotent(request.method);
      if (!again) return response;
    }
    std::unique_ptr<Stream> socket = TRY(connect(deadline));
    ResponseParser parser(body, limits, take);
    auto response = Exchange(*socket, deadline).run(request, endpoint, parser);
    if (response) keep(std::move(socket));
    return response;
  }
};

Client::Client(Endpoint endpoint, std::uint64_t body_bytes_max, std::optional<TlsPeer> tls)
    : state_(new State{std::move(endpoint), body_bytes_max, std::move(tls), {}}) {}
Client::~Client() = default;

Result<Response> Client::send(const Request& request, Deadline deadline) {
  std::string body;
  const auto take = [&](std::string_view piece) {
    body += piece;
    return true;
  };
  const WireLimits limits{.body_bytes_max = state_->body_bytes_max};
  Response response = TRY(state_->exchange(request, deadline, limits, take));
  response.body = std::move(body);
  return response;
}

Result<Response> Client::stream(const Request& request, Deadline deadline,
                                const std::function<bool(std::string_view)>& take) {
  const WireLimits limits{.body_bytes_max = std::numeric_limits<std::uint64_t>::max()};
  return state_->exchange(request, deadline, limits, take);
}

}  // namespace backstamp::http
