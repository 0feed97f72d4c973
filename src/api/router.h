// Which resource answers which method and path. Each resource is one file with a routes() function.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "http/server.h"

namespace backstamp::api {

// The values of the {name} segments, in order, decoded.
using Segments = std::vector<std::string>;

struct Route {
  std::string method;
  std::string path;  // "/api/v1/imports/{id}"
  std::function<http::Response(const http::Request&, const Segments&)> answer;
  bool open = false;  // answered without a token: health
  // Instead of `answer`, for bodies that are written while they are made.
  std::function<void(const http::Request&, const Segments&, http::Responder&)> stream = {};
};

// On the Unix socket (its owner only) all is answered; over TCP with "Authorization: Bearer TOKEN".
http::Handler make_handler(std::vector<Route> routes, std::string token);

http::Response json(std::string body, int status = 200);

}  // namespace backstamp::api
