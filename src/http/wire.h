// HTTP/1.1 without a socket (RFC 9112): bytes in, messages out, and back. Boost.Beast's parser is
// hidden in wire.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace backstamp::http {

struct WireLimits {
  std::uint64_t header_bytes_max = 64 * 1024;
  std::uint64_t body_bytes_max = 16 * 1024 * 1024;
};

// One request, from bytes as they arrive.
class RequestParser {
 public:
  explicit RequestParser(const WireLimits& limits);
  ~RequestParser();

  // Takes what it can and returns how many bytes that were; the others are to be given again, with
  // more after them. Errors: invalid, limit; status() then says how to answer.
  Result<std::size_t> put(std::string_view bytes);

  bool head_done() const;
  bool done() const;
  bool wants_continue() const;  // the client waits for "100 Continue" before it sends the body
  bool keep_alive() const;
  bool old() const;  // HTTP/1.0: knows no chunks
  int status() const;

  // The request; once, when done().
  Request take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One response, from bytes as they arrive. Interim responses (1xx) are passed over.
class ResponseParser {
 public:
  enum class Body { expected, none };  // none: the answer to HEAD
  // Gets the body piece by piece; false to stop (error: cancelled).
  using Take = std::function<bool(std::string_view)>;

  ResponseParser(Body body, const WireLimits& limits, Take take);
  ~ResponseParser();

  // As RequestParser::put. Errors: unavailable (not HTTP), limit, cancelled.
  Result<std::size_t> put(std::string_view bytes);
  // The peer closed. Error: unavailable when the response is not whole.
  Result<void> end();

  bool done() const;
  bool keep_alive() const;
  Response take();  // the head; once, when done()

 private:
  struct State;
  void start();
  Result<void> hand_over();

  std::unique_ptr<State> state_;
};

// Heads as sent. Control characters in values become blanks, fields whose name is no token are
// left out: nothing that came from outside can end a line early.
std::string head_of(const Request& request);
std::string head_of(const Response& response);
std::string_view reason_of(int status);
std::string chunk_size_line(std::size_t bytes);  // "1f4\r\n"

}  // namespace backstamp::http
