// ClickHouse's HTTP interface before an Executor.
#pragma once

#include "http/server.h"
#include "hunting/engine/executor.h"

namespace backstamp::hunting::engine {

// Answers one request: GET / and /ping with "Ok.", queries with their result. Results up to 1 MiB
// come whole, with the status the query earned; longer ones are streamed, and an exception then
// stands at the end of the body in ClickHouse's __exception__ frame and the body is cut off.
void answer(const http::Request& request, http::Responder& responder, Executor& executor);

}  // namespace backstamp::hunting::engine
