#include "api/hunts.h"

#include <nlohmann/json.hpp>

#include "api/export.h"
#include "api/hunt_answer.h"
#include "api/problem.h"
#include "api/request_body.h"
#include "base/text.h"
#include "hunting/kql/hunt.h"

namespace backstamp::api {
namespace {

namespace kql = hunting::kql;
using Json = nlohmann::ordered_json;

Result<http::Response> hunt(const hunting::Client& hunting, const Clock& clock,
                            const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  const std::string query = TRY(body.needed_text("query"));
  const std::string mode = TRY(body.text("mode"));
  if (!mode.empty() && mode != "run" && mode != "explain") {
    return fail(Fault::invalid, "'mode' must be run or explain");
  }
  const kql::HuntBounds bounds;
  const auto compiled =
      kql::compile(query, hunt_settings(hunting, clock, bounds.rows_max,
                                        mode == "explain" ? nullptr : &bounds, request.stop));
  if (!compiled) return refusal(compiled.error());
  Json answer = {{"columns", columns_json(*compiled)},
                 {"notes", compiled->notes},
                 {"render", compiled->render}};
  if (mode == "explain") {
    answer["sql"] = Text::lossy(compiled->sql).str();
    return json(answer.dump());
  }
  const kql::HuntAnswer found = TRY(kql::run(hunting, *compiled, bounds, request.stop));
  answer["cut_off"] = found.cut_off;
  answer["rows"] = rows_json(*compiled, found);
  return json(answer.dump());
}

Result<void> export_hunt(const hunting::Client& hunting, const Clock& clock,
                         const http::Request& request, http::Responder& responder) {
  const RequestBody body = TRY(RequestBody::read(request));
  const std::string query = TRY(body.needed_text("query"));
  const ExportFormat format = TRY(export_format(TRY(body.text("format"))));
  return export_rows({.hunting = hunting, .clock = clock}, query, format, request, responder);
}

}  // namespace

std::vector<Route> hunt_routes(const hunting::Client& hunting, const Clock& clock) {
  return {{.method = "POST",
           .path = "/api/v1/hunt",
           .answer = [&hunting, &clock](
                         const http::Request& request,
                         const Segments&) { return answered(hunt(hunting, clock, request)); }},
          {.method = "POST",
           .path = "/api/v1/hunt/export",
           .answer = {},
           .stream = [&hunting, &clock](const http::Request& request, const Segments&,
                                        http::Responder& responder) {
             const auto done = export_hunt(hunting, clock, request, responder);
             if (!done && !responder.started()) responder.send(problem(done.error()));
           }}};
}

}  // namespace backstamp::api
