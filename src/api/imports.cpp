#include "api/imports.h"

#include <nlohmann/json.hpp>

#include "api/problem.h"
#include "casework/case_json.h"

namespace backstamp::api {
namespace {

Result<std::string> text_member(const nlohmann::json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end()) return std::string();
  if (!found->is_string()) {
    return fail(Fault::invalid, std::string("'") + name + "' must be a text");
  }
  return found->get<std::string>();
}

Result<http::Response> begin(ImportDesk& desk, const http::Request& request) {
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object()) return fail(Fault::invalid, "the body is no JSON object with 'source'");
  const std::string source = TRY(text_member(body, "source"));
  if (!source.starts_with('/')) return fail(Fault::invalid, "'source' must be an absolute path");
  const std::string mailbox = TRY(text_member(body, "mailbox"));
  const std::string direction = TRY(text_member(body, "direction"));
  const casework::ImportId id = TRY(desk.request(source, mailbox, direction));
  const casework::Import import = TRY(desk.look(id));
  http::Response response = json(casework::to_json(import), 202);
  response.fields["Location"] = "/api/v1/imports/" + id.value().text();
  return response;
}

Result<http::Response> look(const ImportDesk& desk, const std::string& id) {
  const Uuid uuid = TRY(Uuid::parse(id));
  const casework::Import import = TRY(desk.look(casework::ImportId(uuid)));
  return json(casework::to_json(import));
}

http::Response answered(Result<http::Response> result) {
  return result ? std::move(*result) : problem(result.error());
}

}  // namespace

std::vector<Route> import_routes(ImportDesk& desk) {
  return {{.method = "POST",
           .path = "/api/v1/imports",
           .answer = [&desk](const http::Request& request,
                             const Segments&) { return answered(begin(desk, request)); }},
          {.method = "GET",
           .path = "/api/v1/imports/{id}",
           .answer = [&desk](const http::Request&, const Segments& segments) {
             return answered(look(desk, segments.at(0)));
           }}};
}

}  // namespace backstamp::api
