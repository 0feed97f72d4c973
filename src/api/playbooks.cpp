#include "api/playbooks.h"

#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/request_body.h"
#include "base/text.h"
#include "playbook/outline.h"

namespace backstamp::api {
namespace {

using investigation::PlaybookLibrary;

http::Response list(const PlaybookLibrary& library) {
  std::vector<std::string> items;
  for (const auto& playbook : library.all()) {
    items.push_back(nlohmann::ordered_json{{"id", playbook->id},
                                           {"name", playbook->name},
                                           {"version", playbook->version},
                                           {"description", playbook->description},
                                           {"steps", playbook->workflow.size()}}
                        .dump());
  }
  return page(items, std::nullopt);
}

Result<PlaybookLibrary::Playbook> find(const PlaybookLibrary& library, const std::string& id,
                                       const http::Request& request) {
  std::string version;
  for (const auto& [name, value] : TRY(http::parse_query(request.query()))) {
    if (name == "version") version = value;
  }
  auto playbook = library.find(id, version);
  if (playbook) return playbook;
  return fail(Fault::not_found, "no playbook " + Text::lossy(id).cut(80).str() +
                                    (version.empty() ? "" : " of that version"));
}

Result<http::Response> look(const PlaybookLibrary& library, const std::string& id,
                            const http::Request& request) {
  http::Response response;
  response.fields["Content-Type"] = "application/json";
  response.body = TRY(find(library, id, request))->json;  // byte by byte as it was taken in
  return response;
}

Result<http::Response> show(const PlaybookLibrary& library, const std::string& id,
                            const http::Request& request,
                            std::string (*text_of)(const playbook::Document&)) {
  const auto playbook = TRY(find(library, id, request));
  http::Response response;
  response.fields["Content-Type"] = "text/plain; charset=utf-8";
  response.body = text_of(*playbook);
  return response;
}

Result<http::Response> take_in(PlaybookLibrary& library, casework::Store& store, const Clock& clock,
                               const http::Request& request) {
  const auto playbook = TRY(library.take_in(store, request.body, Text::lossy("api"), clock.now()));
  return json(nlohmann::ordered_json{
      {"id", playbook->id}, {"name", playbook->name}, {"version", playbook->version}}
                  .dump());
}

http::Response validate(const http::Request& request) {
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
  const auto document = playbook::parse(request.body);
  if (!document) {
    problems.push_back({{"where", ""}, {"what", document.error().what}});
  } else {
    for (const playbook::Problem& problem : playbook::validate(*document)) {
      problems.push_back({{"where", problem.where}, {"what", problem.what}});
    }
  }
  return json(nlohmann::ordered_json{{"valid", problems.empty()}, {"problems", problems}}.dump());
}

Result<http::Response> dry_run(const DryRun& run, const std::string& id,
                               const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  const std::string text = TRY(body.needed_text("message"));
  const Uuid message = TRY_IN("'message'", Uuid::parse(text));
  return json(TRY(run(message, id)));
}

}  // namespace

std::vector<Route> playbook_routes(PlaybookLibrary& library, casework::Store& store,
                                   const Clock& clock, DryRun run) {
  return {
      {.method = "GET",
       .path = "/api/v1/playbooks",
       .answer = [&library](const http::Request&, const Segments&) { return list(library); }},
      {.method = "POST",
       .path = "/api/v1/playbooks",
       .answer =
           [&](const http::Request& request, const Segments&) {
             return answered(take_in(library, store, clock, request));
           }},
      {.method = "GET",
       .path = "/api/v1/playbooks/{id}",
       .answer =
           [&library](const http::Request& request, const Segments& segments) {
             return answered(look(library, segments.at(0), request));
           }},
      {.method = "GET",
       .path = "/api/v1/playbooks/{id}/outline",
       .answer =
           [&library](const http::Request& request, const Segments& segments) {
             return answered(show(library, segments.at(0), request, playbook::outline));
           }},
      {.method = "GET",
       .path = "/api/v1/playbooks/{id}/graph",
       .answer =
           [&library](const http::Request& request, const Segments& segments) {
             return answered(show(library, segments.at(0), request, playbook::graph));
           }},
      {.method = "POST",
       .path = "/api/v1/playbooks/{id}/dry-run",
       .answer =
           [run = std::move(run)](const http::Request& request, const Segments& segments) {
             return answered(dry_run(run, segments.at(0), request));
           }},
      {.method = "POST",
       .path = "/api/v1/playbooks/validate",
       .answer = [](const http::Request& request, const Segments&) { return validate(request); }}};
}

}  // namespace backstamp::api
