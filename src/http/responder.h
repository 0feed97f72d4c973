// The answer to one request, written to its socket.
#pragma once

#include <chrono>

#include "http/server.h"
#include "http/socket.h"

namespace backstamp::http {

class SocketResponder final : public Responder {
 public:
  struct Manner {
    bool head_only = false;  // the answer to HEAD
    bool keep_alive = true;  // as the client wishes
    bool chunks = true;      // false for HTTP/1.0
    Duration io_ms_max{30'000};
  };
  SocketResponder(Socket& socket, const Manner& manner) : socket_(socket), manner_(manner) {}

  void send(Response response) override;
  void start(Response head) override;
  bool write(std::string_view bytes) override;
  void finish() override;
  bool started() const override { return state_ != State::waiting; }

  // The whole answer was written and the connection can take another request.
  bool complete() const { return state_ == State::done; }
  bool reusable() const { return complete() && manner_.keep_alive; }

 private:
  // broken: the client is gone or part of the answer is missing; nothing more is written.
  enum class State { waiting, streaming, done, broken };

  bool put(std::string_view bytes);
  bool put_chunk(std::string_view bytes);
  void add_fields(Response& response) const;

  Socket& socket_;
  Manner manner_;
  State state_ = State::waiting;
};

}  // namespace backstamp::http
