#include "api/policies.h"

#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/request_body.h"
#include "investigation/policies/policy_hunt.h"

namespace backstamp::api {
namespace {

using investigation::EventPolicy;
using Json = nlohmann::ordered_json;

constexpr std::chrono::days replay_days{30};

Text asked_by(const http::Request& request) {
  const auto asked = page_request(request);
  return Text::lossy(asked ? parameter(*asked, "by").value_or("") : "");
}

http::Response list(const PolicyDesk& desk) {
  std::vector<std::string> items;
  for (const EventPolicy& policy : desk.policies.all()) items.push_back(to_json(policy));
  return page(items, std::nullopt);
}

Result<EventPolicy> find(const PolicyDesk& desk, const std::string& id) {
  auto policy = desk.policies.find(id);
  if (policy) return std::move(*policy);
  return fail(Fault::not_found, "no alert policy " + Text::lossy(id).cut(80).str());
}

Result<http::Response> look(const PolicyDesk& desk, const std::string& id) {
  const EventPolicy policy = TRY(find(desk, id));
  return json(to_json(policy));
}

Result<http::Response> put(const PolicyDesk& desk, const http::Request& request,
                           const std::string& id) {
  const EventPolicy given = TRY(investigation::parse_event_policy(request.body));
  if (given.id != id) return fail(Fault::invalid, "the policy's id is not that of its address");
  const EventPolicy kept =
      TRY(desk.policies.put(desk.store, request.body, asked_by(request), desk.clock.now()));
  return json(to_json(kept));
}

Result<http::Response> put_sigma(const PolicyDesk& desk, const http::Request& request) {
  const EventPolicy kept =
      TRY(desk.policies.put_sigma(desk.store, request.body, asked_by(request), desk.clock.now()));
  return json(to_json(kept), 201);
}

Result<http::Response> enable(const PolicyDesk& desk, const http::Request& request,
                              const std::string& id, bool enabled) {
  const EventPolicy kept =
      TRY(desk.policies.enable(desk.store, id, enabled, asked_by(request), desk.clock.now()));
  return json(to_json(kept));
}

Result<http::Response> reset(const PolicyDesk& desk, const http::Request& request,
                             const std::string& id) {
  TRY(desk.policies.reset(desk.store, id, asked_by(request), desk.clock.now()));
  return http::Response{.status = 204};
}

Json firing_json(const EventPolicy& policy, const investigation::Firing& firing) {
  return {{"policy", policy.id},
          {"title", policy.title},
          {"severity", casework::name_of(policy.severity)},
          {"entity", firing.entity},
          {"first", rfc3339(firing.first)},
          {"last", rfc3339(firing.last)},
          {"events", firing.events},
          {"why", firing.why},
          {"ids", firing.ids}};
}

// One policy by id, a draft as the body, or all that are enabled.
Result<std::vector<EventPolicy>> asked_policies(const PolicyDesk& desk,
                                                const http::Request& request,
                                                const PageRequest& asked) {
  if (!request.body.empty()) {
    EventPolicy draft = TRY(investigation::parse_event_policy(request.body));
    TRY(investigation::PolicyHunt::check(draft));
    return std::vector{std::move(draft)};
  }
  if (const auto id = parameter(asked, "id")) return std::vector{TRY(find(desk, *id))};
  std::vector<EventPolicy> all = desk.policies.all();
  std::erase_if(all, [](const EventPolicy& policy) { return !policy.enabled; });
  return all;
}

Result<Time> asked_time(const PageRequest& asked, const char* name, Time otherwise) {
  const auto written = parameter(asked, name);
  if (!written) return otherwise;
  return TRY_IN(std::string("'") + name + "'", parse_rfc3339(*written));
}

Result<http::Response> replay(const PolicyDesk& desk, const http::Request& request) {
  const PageRequest asked = TRY(page_request(request));
  const Time now = desk.clock.now();
  const Time to = TRY(asked_time(asked, "to", now));
  const Time from = TRY(asked_time(asked, "from", to - replay_days));
  const auto policies = TRY(asked_policies(desk, request, asked));
  const investigation::PolicyHunt hunt(desk.hunting, now);
  Json items = Json::array(), cut_off = Json::array();
  for (const EventPolicy& policy : policies) {
    const investigation::Fired fired = TRY(hunt.replay(policy, from, to));
    if (fired.cut_off) cut_off.push_back(policy.id);
    for (const investigation::Firing& firing : fired.firings)
      items.push_back(firing_json(policy, firing));
  }
  const Json answer = {{"from", rfc3339(from)},
                       {"to", rfc3339(to)},
                       {"policies", policies.size()},
                       {"cut_off", cut_off},
                       {"items", items}};
  return json(answer.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::vector<Route> policy_routes(PolicyDesk desk) {
  const std::string one = "/api/v1/policies/{id}";
  return {
      {.method = "GET",
       .path = "/api/v1/policies",
       .answer = [desk](const http::Request&, const Segments&) { return list(desk); }},
      {.method = "POST",
       .path = "/api/v1/policies/replay",
       .answer = [desk](const http::Request& request,
                        const Segments&) { return answered(replay(desk, request)); }},
      {.method = "POST",
       .path = "/api/v1/policies/sigma",
       .answer = [desk](const http::Request& request,
                        const Segments&) { return answered(put_sigma(desk, request)); }},
      {.method = "GET",
       .path = one,
       .answer = [desk](const http::Request&,
                        const Segments& at) { return answered(look(desk, at.at(0))); }},
      {.method = "PUT",
       .path = one,
       .answer = [desk](const http::Request& request,
                        const Segments& at) { return answered(put(desk, request, at.at(0))); }},
      {.method = "DELETE",
       .path = one,
       .answer = [desk](const http::Request& request,
                        const Segments& at) { return answered(reset(desk, request, at.at(0))); }},
      {.method = "POST",
       .path = one + "/enable",
       .answer =
           [desk](const http::Request& request, const Segments& at) {
             return answered(enable(desk, request, at.at(0), /*enabled=*/true));
           }},
      {.method = "POST",
       .path = one + "/disable",
       .answer = [desk](const http::Request& request, const Segments& at) {
         return answered(enable(desk, request, at.at(0), /*enabled=*/false));
       }}};
}

}  // namespace backstamp::api
