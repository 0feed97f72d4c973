#include "api/request_body.h"

#include <nlohmann/json.hpp>

#include "api/problem.h"

namespace backstamp::api {

struct RequestBody::Object {
  nlohmann::json json;
};

RequestBody::RequestBody(std::unique_ptr<Object> object) : object_(std::move(object)) {}
RequestBody::RequestBody(RequestBody&&) noexcept = default;
RequestBody& RequestBody::operator=(RequestBody&&) noexcept = default;
RequestBody::~RequestBody() = default;

Result<RequestBody> RequestBody::read(const http::Request& request) {
  auto object = std::make_unique<Object>();
  object->json = request.body.empty() ? nlohmann::json::object()
                                      : nlohmann::json::parse(request.body, nullptr, false);
  if (!object->json.is_object()) return fail(Fault::invalid, "the body is no JSON object");
  return RequestBody(std::move(object));
}

Result<std::string> RequestBody::text(const char* name) const {
  const auto found = object_->json.find(name);
  if (found == object_->json.end()) return std::string();
  if (!found->is_string())
    return fail(Fault::invalid, std::string("'") + name + "' must be a text");
  return found->get<std::string>();
}

Result<std::string> RequestBody::needed_text(const char* name) const {
  std::string value = TRY(text(name));
  if (value.empty()) return fail(Fault::invalid, std::string("'") + name + "' is missing");
  return value;
}

http::Response answered(Result<http::Response> result) {
  return result ? std::move(*result) : problem(result.error());
}

}  // namespace backstamp::api
