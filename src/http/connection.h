// One connection of the server, from accept to close.
#pragma once

#include "base/file.h"
#include "http/server.h"
#include "http/socket.h"
#include "http/watcher.h"

namespace backstamp::http {

// What all connections of a server share; outlives them.
struct Serving {
  ServerLimits limits;
  Handler handler;
  Watcher::Kind kind;
  Watcher* watcher;
  const Signal* stop;
};

// Reads requests and has them answered, until the client leaves, breaks a bound or `stop` is
// raised. Answers 400, 408, 413, 431 or 505 itself.
void serve_connection(Fd fd, const Serving& serving);

}  // namespace backstamp::http
