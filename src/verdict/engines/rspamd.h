// Rspamd, asked over HTTP (its protocol: POST /checkv2, the message as body).
#pragma once

#include <memory>
#include <string_view>

#include "http/endpoint.h"
#include "http/message.h"
#include "verdict/engines/engine.h"

namespace backstamp::verdict {

// The address of a normal worker, usually 127.0.0.1:11333.
std::unique_ptr<Engine> make_rspamd(const http::Endpoint& worker);

// The request that asks about a message: who sent it to whom, as far as the message tells.
http::Request rspamd_request(const Inquiry& inquiry);

// What it answered. Errors: unavailable (no opinion; says why), limit (too large for it).
Result<Opinion> read_rspamd_answer(const http::Response& response);

}  // namespace backstamp::verdict
