#include "cli/connection.h"

#include <nlohmann/json.hpp>

namespace backstamp::cli {
namespace {

constexpr std::chrono::seconds answer_time{120};

Fault fault_of(int status) {
  switch (status) {
    case 401:
    case 403: return Fault::denied;
    case 404: return Fault::not_found;
    case 409: return Fault::conflict;
    case 413: return Fault::limit;
    case 503: return Fault::unavailable;
    case 504: return Fault::timeout;
    default: return Fault::invalid;
  }
}

Error refusal(const http::Response& response) {
  const auto problem = nlohmann::json::parse(response.body, nullptr, false);
  const bool told = problem.is_object() && problem.value("detail", nlohmann::json()).is_string();
  return Error{fault_of(response.status),
               told ? problem["detail"].get<std::string>()
                    : "the server answered " + std::to_string(response.status)};
}

bool answers(http::Client& client, Deadline deadline) {
  http::Request request;
  request.target = "/healthz";
  const auto response = client.send(request, deadline);
  return response && response->status == 200;
}

http::Request with_body(std::string method, const std::string& path, std::string content_type,
                        std::string body) {
  http::Request request;
  request.method = std::move(method);
  request.target = path;
  request.fields["Content-Type"] = std::move(content_type);
  request.body = std::move(body);
  return request;
}

}  // namespace

Result<Connection> Connection::open(const Context& context) {
  Connection connection;
  const std::filesystem::path data = std::filesystem::absolute(context.data);
  const http::Endpoint endpoint = http::UnixEndpoint{data / "backstamp.sock"};
  connection.client_ = std::make_unique<http::Client>(endpoint);
  if (!answers(*connection.client_, deadline_in(std::chrono::seconds(5)))) {
    connection.own_ = TRY(context.start_server(data));
  }
  return connection;
}

Result<std::string> Connection::ask(http::Request request) const {
  http::Response response = TRY(client_->send(request, deadline_in(answer_time)));
  if (response.status >= 300) return std::unexpected(refusal(response));
  return std::move(response.body);
}

Result<std::string> Connection::get(const std::string& path) const {
  http::Request request;
  request.target = path;
  return ask(std::move(request));
}

Result<std::string> Connection::post(const std::string& path, std::string body) const {
  return ask(with_body("POST", path, "application/json", std::move(body)));
}

Result<std::string> Connection::put(const std::string& path, std::string body) const {
  return ask(with_body("PUT", path, "application/octet-stream", std::move(body)));
}

Result<std::string> Connection::remove(const std::string& path) const {
  http::Request request;
  request.method = "DELETE";
  request.target = path;
  return ask(std::move(request));
}

}  // namespace backstamp::cli
