#include "api/router.h"

#include <optional>

#include "api/problem.h"

namespace backstamp::api {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

std::optional<Segments> match(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern), given = split(path);
  if (wanted.size() != given.size()) return std::nullopt;
  Segments segments;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != given[i]) return std::nullopt;
      continue;
    }
    auto value = http::percent_decode(given[i]);
    if (!value) return std::nullopt;
    segments.push_back(std::move(*value));
  }
  return segments;
}

// Takes as long whatever is wrong about the token.
bool same_token(std::string_view given, std::string_view wanted) {
  unsigned char different = given.size() == wanted.size() ? 0 : 1;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const char c = i < given.size() ? given[i] : '\0';
    different = static_cast<unsigned char>(different | (c ^ wanted[i]));
  }
  return different == 0;
}

bool admitted(const http::Request& request, const std::string& token) {
  if (request.from_unix_socket) return true;
  const std::string said = request.field("Authorization").value_or("");
  return !token.empty() && said.starts_with("Bearer ") && same_token(said.substr(7), token);
}

http::Response unauthorized() {
  return problem(401, "unauthorized",
                 "send Authorization: Bearer with the token of the data folder");
}

void answer(const std::vector<Route>& routes, const std::string& token,
            const http::Request& request, http::Responder& responder) {
  bool known_path = false;
  for (const Route& route : routes) {
    const auto segments = match(route.path, request.path());
    if (!segments) continue;
    known_path = true;
    if (route.method != request.method) continue;
    if (!route.open && !admitted(request, token)) {
      return responder.send(unauthorized());
    }
    if (route.stream) return route.stream(request, *segments, responder);
    return responder.send(route.answer(request, *segments));
  }
  if (!admitted(request, token)) return responder.send(unauthorized());
  responder.send(known_path ? problem(405, "method not allowed",
                                      "this resource does not take " + request.method)
                            : problem(404, "not_found", "no such resource"));
}

}  // namespace

http::Handler make_handler(std::vector<Route> routes, std::string token) {
  return [routes = std::move(routes), token = std::move(token)](const http::Request& request,
                                                                http::Responder& responder) {
    answer(routes, token, request, responder);
  };
}

http::Response json(std::string body, int status) {
  http::Response response;
  response.status = status;
  response.fields["Content-Type"] = "application/json";
  response.body = std::move(body) + "\n";
  return response;
}

}  // namespace backstamp::api
