#include "api/rejudgings.h"

#include "api/page.h"
#include "api/problem.h"
#include "api/request_body.h"
#include "casework/case_json.h"
#include "casework/rejudging_table.h"

namespace backstamp::api {
namespace {

using casework::Rejudging;

constexpr std::size_t listed_max = 1'000;

Result<http::Response> list(const casework::Store& store) {
  const auto all = TRY(store.reading<std::vector<Rejudging>>(
      [](casework::Session& session) { return list_rejudgings(session, listed_max); }));
  std::vector<std::string> items;
  for (const Rejudging& rejudging : all) items.push_back(casework::to_json(rejudging));
  return page(items, std::nullopt);
}

Result<http::Response> look(const casework::Store& store, const std::string& id) {
  const Uuid uuid = TRY(Uuid::parse(id));
  const auto found = TRY(store.reading<std::optional<Rejudging>>([&](casework::Session& session) {
    return find_rejudging(session, casework::RejudgingId(uuid));
  }));
  if (!found) return fail(Fault::not_found, "no re-judging " + id);
  return json(casework::to_json(*found));
}

}  // namespace

std::vector<Route> rejudging_routes(const casework::Store& store) {
  return {
      {.method = "GET",
       .path = "/api/v1/rejudgings",
       .answer = [&store](const http::Request&, const Segments&) { return answered(list(store)); }},
      {.method = "GET",
       .path = "/api/v1/rejudgings/{id}",
       .answer = [&store](const http::Request&, const Segments& segments) {
         return answered(look(store, segments.at(0)));
       }}};
}

}  // namespace backstamp::api
