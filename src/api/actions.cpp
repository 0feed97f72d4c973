#include "api/actions.h"

#include "api/case_view.h"
#include "api/page.h"
#include "api/request_body.h"
#include "casework/action_table.h"

namespace backstamp::api {
namespace {

using casework::Action;
using casework::ActionId;

Result<casework::ActionFilter> filter_of(const PageRequest& asked) {
  const std::string name = parameter(asked, "filter").value_or("all");
  if (name == "all") return casework::ActionFilter::all;
  if (name == "pending") return casework::ActionFilter::pending;
  if (name == "history") return casework::ActionFilter::history;
  return fail(Fault::invalid, "unknown filter '" + name + "'; use all, pending or history");
}

using Views = std::vector<casework::ActionView>;

Result<Views> read_views(casework::Session& session, casework::ActionFilter filter,
                         const PageRequest& asked) {
  const auto before_id = asked.before_id ? std::optional(ActionId(*asked.before_id)) : std::nullopt;
  const auto actions = TRY(list_actions(session, filter, asked.rows_max, asked.before, before_id));
  Views views;
  for (const Action& action : actions) views.push_back(TRY(action_view(session, action)));
  return views;
}

Result<http::Response> list(casework::Store& store, const http::Request& request) {
  const PageRequest asked = TRY(page_request(request));
  const casework::ActionFilter filter = TRY(filter_of(asked));
  const auto views = TRY(store.reading<Views>(
      [&](casework::Session& session) { return read_views(session, filter, asked); }));
  std::vector<std::string> items;
  for (const casework::ActionView& view : views) items.push_back(casework::to_json(view));
  if (views.size() < asked.rows_max) return page(items, std::nullopt);
  return page(items, PageEnd{views.back().action.created, views.back().action.id.value()});
}

Result<ActionId> resolve(casework::Store& store, const std::string& id) {
  return store.reading<ActionId>(
      [&](casework::Session& session) { return resolve_action(session, id); });
}

Result<casework::ActionView> read_view(casework::Session& session, ActionId id) {
  const auto action = TRY(find_action(session, id));
  if (!action) return fail(Fault::not_found, "no action " + id.value().text());
  return action_view(session, *action);
}

Result<http::Response> look(casework::Store& store, ActionId id) {
  const auto view = TRY(store.reading<casework::ActionView>(
      [&](casework::Session& session) { return read_view(session, id); }));
  return json(casework::to_json(view));
}

Result<http::Response> outcomes(casework::Store& store, const std::string& id) {
  const ActionId full = TRY(resolve(store, id));
  const auto targets = TRY(store.reading<std::vector<casework::ActionTarget>>(
      [&](casework::Session& session) { return list_targets(session, full); }));
  std::vector<std::string> items;
  for (const casework::ActionTarget& target : targets) items.push_back(casework::to_json(target));
  return page(items, std::nullopt);
}

using Decide = Result<void> (action::Executor::*)(ActionId, const casework::Decision&);

Result<http::Response> decide(const ActionDesk& desk, const std::string& id, std::string verdict,
                              Decide how, const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  casework::Decision decision;
  decision.by = TRY(body.text("by"));
  if (decision.by.empty()) decision.by = "analyst";
  decision.comment = TRY(body.text("comment"));
  decision.at = desk.clock.now();
  decision.verdict = std::move(verdict);
  const ActionId full = TRY(resolve(desk.store, id));
  TRY((desk.executor.*how)(full, decision));
  const auto action = TRY(desk.store.reading<std::optional<Action>>(
      [&](casework::Session& session) { return find_action(session, full); }));
  if (action && action->investigation) desk.decided(*action->investigation);
  return look(desk.store, full);
}

Route decision_route(const ActionDesk& desk, const std::string& name, const std::string& verdict,
                     Decide how) {
  return {.method = "POST",
          .path = "/api/v1/actions/{id}/" + name,
          .answer = [desk, verdict, how](const http::Request& request, const Segments& segments) {
            return answered(decide(desk, segments.at(0), verdict, how, request));
          }};
}

}  // namespace

std::vector<Route> action_routes(ActionDesk desk) {
  return {{.method = "GET",
           .path = "/api/v1/actions",
           .answer = [desk](const http::Request& request,
                            const Segments&) { return answered(list(desk.store, request)); }},
          {.method = "GET",
           .path = "/api/v1/actions/{id}",
           .answer =
               [desk](const http::Request&, const Segments& segments) {
                 const auto id = resolve(desk.store, segments.at(0));
                 if (!id) return answered(std::unexpected(id.error()));
                 return answered(look(desk.store, *id));
               }},
          {.method = "GET",
           .path = "/api/v1/actions/{id}/outcomes",
           .answer =
               [desk](const http::Request&, const Segments& segments) {
                 return answered(outcomes(desk.store, segments.at(0)));
               }},
          decision_route(desk, "approve", "approved", &action::Executor::approve),
          decision_route(desk, "reject", "rejected", &action::Executor::reject),
          decision_route(desk, "undo", "approved", &action::Executor::undo)};
}

}  // namespace backstamp::api
