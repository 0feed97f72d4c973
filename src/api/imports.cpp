#include "api/imports.h"

#include "api/request_body.h"
#include "casework/case_json.h"

namespace backstamp::api {
namespace {

Result<http::Response> begin(ImportDesk& desk, const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  const std::string source = TRY(body.needed_text("source"));
  if (!source.starts_with('/')) return fail(Fault::invalid, "'source' must be an absolute path");
  const std::string mailbox = TRY(body.text("mailbox"));
  const std::string direction = TRY(body.text("direction"));
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
