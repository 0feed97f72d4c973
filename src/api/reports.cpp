#include "api/reports.h"

#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/request_body.h"

namespace backstamp::api {
namespace {

http::Response show(const investigation::Raised& raised) {
  nlohmann::ordered_json body = {{"alert_id", raised.alert.id.value().text()},
                                 {"investigation_id", nullptr},
                                 {"fresh_alert", raised.fresh_alert},
                                 {"fresh_investigation", raised.fresh_investigation}};
  if (raised.investigation) body["investigation_id"] = raised.investigation->value().text();
  return json(body.dump(), 201);
}

Result<http::Response> report(const AlertDesk& desk, const http::Request& request) {
  const PageRequest asked = TRY(page_request(request));
  const Text by = Text::lossy(parameter(asked, "by").value_or(""));
  const std::string as = parameter(asked, "as").value_or("phish");
  const investigation::Raised raised = TRY(desk.report(request.body, by, as));
  return show(raised);
}

Result<http::Response> investigate(const AlertDesk& desk, const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  const std::string user = TRY(body.text("user"));
  const std::string by = TRY(body.text("by"));
  const std::string playbook = TRY(body.text("playbook"));
  if (!user.empty()) {
    const std::string written = TRY(body.text("at"));
    std::optional<Time> at;
    if (!written.empty()) at = TRY_IN("'at'", parse_rfc3339(written));
    const investigation::Raised raised =
        TRY(desk.investigate_account(Text::lossy(user), Text::lossy(by), playbook, at));
    return show(raised);
  }
  const std::string message = TRY(body.needed_text("message"));
  const Uuid id = TRY(Uuid::parse(message));
  const investigation::Raised raised = TRY(desk.investigate(id, Text::lossy(by), playbook));
  return show(raised);
}

}  // namespace

std::vector<Route> report_routes(AlertDesk desk) {
  return {{.method = "POST",
           .path = "/api/v1/reports",
           .answer = [desk](const http::Request& request,
                            const Segments&) { return answered(report(desk, request)); }},
          {.method = "POST",
           .path = "/api/v1/investigations",
           .answer = [desk](const http::Request& request, const Segments&) {
             return answered(investigate(desk, request));
           }}};
}

}  // namespace backstamp::api
