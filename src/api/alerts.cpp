#include "api/alerts.h"

#include "api/page.h"
#include "api/request_body.h"
#include "casework/alert_table.h"
#include "casework/case_json.h"

namespace backstamp::api {
namespace {

Result<http::Response> list(casework::Store& store, const http::Request& request) {
  const PageRequest asked = TRY(page_request(request));
  const auto before_id =
      asked.before_id ? std::optional(casework::AlertId(*asked.before_id)) : std::nullopt;
  const auto alerts =
      TRY(store.reading<std::vector<casework::Alert>>([&](casework::Session& session) {
        return list_alerts(session, asked.rows_max, asked.before, before_id);
      }));
  std::vector<std::string> items;
  for (const casework::Alert& alert : alerts) items.push_back(casework::to_json(alert));
  if (alerts.size() < asked.rows_max) return page(items, std::nullopt);
  return page(items, PageEnd{alerts.back().created, alerts.back().id.value()});
}

}  // namespace

std::vector<Route> alert_routes(casework::Store& store) {
  return {{.method = "GET",
           .path = "/api/v1/alerts",
           .answer = [&store](const http::Request& request, const Segments&) {
             return answered(list(store, request));
           }}};
}

}  // namespace backstamp::api
