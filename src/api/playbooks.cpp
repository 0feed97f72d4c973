#include "api/playbooks.h"

#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/request_body.h"
#include "base/text.h"

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

Result<http::Response> look(const PlaybookLibrary& library, const std::string& id) {
  const auto playbook = library.find(id, "");
  if (!playbook) return fail(Fault::not_found, "no playbook " + Text::lossy(id).str());
  return json(playbook->json);
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

}  // namespace

std::vector<Route> playbook_routes(const PlaybookLibrary& library) {
  return {
      {.method = "GET",
       .path = "/api/v1/playbooks",
       .answer = [&library](const http::Request&, const Segments&) { return list(library); }},
      {.method = "GET",
       .path = "/api/v1/playbooks/{id}",
       .answer = [&library](
                     const http::Request&,
                     const Segments& segments) { return answered(look(library, segments.at(0))); }},
      {.method = "POST",
       .path = "/api/v1/playbooks/validate",
       .answer = [](const http::Request& request, const Segments&) { return validate(request); }}};
}

}  // namespace backstamp::api
