#include "api/investigations.h"

#include "api/case_view.h"
#include "api/page.h"
#include "api/request_body.h"
#include "casework/investigation_table.h"

namespace backstamp::api {
namespace {

using casework::Investigation;
using casework::InvestigationId;

Result<http::Response> list(casework::Store& store, const http::Request& request) {
  const PageRequest asked = TRY(page_request(request));
  std::optional<casework::InvestigationStatus> status;
  if (const auto name = parameter(asked, "status")) {
    status = TRY(casework::investigation_status(*name));
  }
  const auto before_id =
      asked.before_id ? std::optional(InvestigationId(*asked.before_id)) : std::nullopt;
  const auto found = TRY(store.reading<std::vector<Investigation>>([&](casework::Session& session) {
    return list_investigations(session, asked.rows_max, status, asked.before, before_id);
  }));
  std::vector<std::string> items;
  for (const Investigation& investigation : found)
    items.push_back(casework::to_json(investigation));
  if (found.size() < asked.rows_max) return page(items, std::nullopt);
  return page(items, PageEnd{found.back().started, found.back().id.value()});
}

Result<casework::InvestigationView> read_view(casework::Session& session, const std::string& id) {
  const InvestigationId full = TRY(resolve_investigation(session, id));
  return investigation_view(session, full);
}

Result<http::Response> look(casework::Store& store, const std::string& id) {
  const auto view = TRY(store.reading<casework::InvestigationView>(
      [&](casework::Session& session) { return read_view(session, id); }));
  return json(casework::to_json(view));
}

Result<http::Response> copies(casework::Store& store, const std::string& cluster) {
  const Uuid id = TRY(Uuid::parse(cluster));
  const auto members = TRY(store.reading<std::vector<casework::ClusterMember>>(
      [&](casework::Session& session) { return list_members(session, id); }));
  std::vector<std::string> items;
  for (const casework::ClusterMember& member : members) items.push_back(casework::to_json(member));
  return page(items, std::nullopt);
}

}  // namespace

std::vector<Route> investigation_routes(casework::Store& store) {
  return {{.method = "GET",
           .path = "/api/v1/investigations",
           .answer = [&store](const http::Request& request,
                              const Segments&) { return answered(list(store, request)); }},
          {.method = "GET",
           .path = "/api/v1/investigations/{id}",
           .answer =
               [&store](const http::Request&, const Segments& segments) {
                 return answered(look(store, segments.at(0)));
               }},
          {.method = "GET",
           .path = "/api/v1/investigations/{id}/clusters/{cluster}/copies",
           .answer = [&store](const http::Request&, const Segments& segments) {
             return answered(copies(store, segments.at(1)));
           }}};
}

}  // namespace backstamp::api
