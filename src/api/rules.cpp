#include "api/rules.h"

#include <nlohmann/json.hpp>

#include "action/catalogue.h"
#include "api/case_view.h"
#include "api/page.h"
#include "api/request_body.h"
#include "casework/action_table.h"
#include "casework/audit_table.h"
#include "casework/rule_table.h"

namespace backstamp::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::hours decided_within{24 * 7};

std::string to_json(const casework::RuleRow& rule, const message::MessageStore& letters) {
  Json json;
  json["mailbox"] = rule.mailbox.str();
  json["kind"] = rule.kind;
  json["name"] = Text::lossy(rule.name).str();
  json["active"] = rule.active;
  json["suspicious"] = rule.suspicious;
  json["findings"] = Json::parse(rule.findings, nullptr, false);
  const auto content = letters.get(rule.sha256);
  json["content"] = content ? Text::lossy(*content).str() : "";
  json["since"] = rfc3339(rule.since);
  json["until"] = rule.until ? Json(rfc3339(*rule.until)) : Json();
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<http::Response> list(const RuleDesk& desk, const http::Request& request) {
  const PageRequest wanted = TRY(page_request(request));
  const casework::RuleFilter filter{.mailbox = parameter(wanted, "mailbox").value_or(""),
                                    .suspicious_only = parameter(wanted, "suspicious") == "true",
                                    .history = parameter(wanted, "history") == "true"};
  std::vector<std::string> items;
  for (const casework::RuleRow& rule : TRY(desk.store.reading<std::vector<casework::RuleRow>>(
           [&](casework::Session& session) { return casework::list_rules(session, filter); }))) {
    items.push_back(to_json(rule, desk.letters));
  }
  return page(items, std::nullopt);
}

Result<http::Response> look(const RuleDesk& desk, const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  TRY(desk.look(TRY(Text::parse(TRY(body.needed_text("mailbox"))))));
  return json("{}");
}

// One action for the rules named, or for all suspicious ones of the mailbox.
Result<std::vector<casework::ActionTarget>> targets_of(const RuleDesk& desk,
                                                       const std::string& mailbox,
                                                       const std::string& kind,
                                                       const std::string& name) {
  std::vector<casework::ActionTarget> targets;
  for (const casework::RuleRow& rule :
       TRY(desk.store.reading<std::vector<casework::RuleRow>>([&](casework::Session& session) {
         return casework::list_rules(session, {.mailbox = mailbox});
       }))) {
    const bool named = rule.kind == kind && rule.name == name;
    if (!rule.active || !(named || (kind.empty() && rule.suspicious))) continue;
    casework::ActionTarget target;
    target.copy = {.network_message_id = Uuid::of_hash(rule.kind + '\n' + rule.name),
                   .recipient = rule.mailbox};
    target.folder = rule.kind;
    target.name = rule.name;
    targets.push_back(std::move(target));
  }
  if (!targets.empty()) return targets;
  return fail(Fault::not_found, "no such rule is switched on in the mailbox of " +
                                    Text::lossy(mailbox).str() + "; GET /api/v1/rules lists them");
}

Result<http::Response> disable(const RuleDesk& desk, const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  const auto targets = TRY(targets_of(desk, TRY(body.needed_text("mailbox")),
                                      TRY(body.text("kind")), TRY(body.text("name"))));
  const action::Type* type = TRY(action::find_type("disable_mail_rules"));
  casework::Action draft;
  draft.id = casework::ActionId(Uuid::random());
  draft.created = desk.clock.now();
  draft.expires = desk.clock.now() + decided_within;
  draft.reason = TRY(body.text("reason"));
  draft.target_kind = "mail_rule";
  draft.origin = "analyst";
  const casework::Action action = type->plan(std::move(draft), targets);
  const auto view = TRY(desk.store.writing<casework::ActionView>(
      [&](casework::Session& session) -> Result<casework::ActionView> {
        TRY(casework::add_action(session, action, targets));
        return action_view(session, action);
      }));
  return json(casework::to_json(view), 201);
}

}  // namespace

std::vector<Route> rule_routes(const RuleDesk& desk) {
  return {{.method = "GET",
           .path = "/api/v1/rules",
           .answer = [desk](const http::Request& request,
                            const Segments&) { return answered(list(desk, request)); }},
          {.method = "POST",
           .path = "/api/v1/rules/look",
           .answer = [desk](const http::Request& request,
                            const Segments&) { return answered(look(desk, request)); }},
          {.method = "POST",
           .path = "/api/v1/rules/disable",
           .answer = [desk](const http::Request& request, const Segments&) {
             return answered(disable(desk, request));
           }}};
}

}  // namespace backstamp::api
