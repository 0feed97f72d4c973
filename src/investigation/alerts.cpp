#include "investigation/alerts.h"

#include <nlohmann/json.hpp>

#include "casework/alert_table.h"
#include "casework/audit_table.h"
#include "casework/investigation_table.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

casework::Entity root_of(const AlertEvent& event) {
  if (event.about) return *event.about;
  return {casework::EntityKind::message, Text::trusted(event.network_message_id.text())};
}

std::string detail_of(const AlertEvent& event) {
  Json detail = Json::parse(event.detail.empty() ? "{}" : event.detail, nullptr, false);
  if (!detail.is_object()) detail = Json::object();
  if (!event.about) {
    detail["subject"] = event.subject.cut(300).str();
    detail["reported_as"] = event.reported_as;
    detail["letter"] = event.letter;
  }
  return detail.dump(-1, ' ', false, Json::error_handler_t::replace);
}

casework::Alert new_alert(const AlertPolicy& policy, const AlertEvent& event, Time now) {
  casework::Alert alert;
  alert.id = casework::AlertId(Uuid::random());
  alert.policy = policy.id;
  alert.title = policy.title;
  alert.severity = policy.severity;
  alert.category = policy.category;
  alert.created = now;
  alert.raised_by = event.raised_by;
  alert.entities = {root_of(event)};
  const std::string key = event.key.empty() ? ascii_lower(event.raised_by.view()) : event.key;
  alert.deduplication_key = policy.id + "/" + root_of(event).value.str() + "/" + key;
  alert.detail = detail_of(event);
  return alert;
}

// What the playbook may ask for by name, as far as it declares it.
Json variables_of(const AlertEvent& event) {
  Json variables = {{"__reported_by__", event.raised_by.str()},
                    {"__reported_as__", event.reported_as}};
  if (!event.about) {
    variables["__message__"] = event.network_message_id.text();
  } else if (event.about->kind == casework::EntityKind::url) {
    variables["__url__"] = event.about->value.str();
  } else {
    variables["__account__"] = event.about->value.str();
  }
  return variables;
}

casework::Investigation new_investigation(const AlertEvent& event, const casework::Alert& alert,
                                          const playbook::Document& playbook, Time now) {
  casework::Investigation investigation;
  investigation.id = casework::InvestigationId(Uuid::random());
  const Text about = event.about ? event.about->value : event.subject;
  investigation.name = playbook.name + ": " + about.cut(200).str();
  investigation.playbook_id = playbook.id;
  investigation.playbook_name = playbook.name;
  investigation.playbook_version = playbook.version;
  investigation.started_by = alert.policy;
  investigation.root = root_of(event);
  investigation.alerts = {alert.id};
  investigation.started = now;
  Json kept = {{"letter", event.letter}, {"variables", variables_of(event)}};
  if (event.at) kept["at"] = rfc3339(*event.at);
  investigation.variables = kept.dump(-1, ' ', false, Json::error_handler_t::replace);
  return investigation;
}

Result<void> join_or_open(casework::Session& session, const AlertEvent& event,
                          const playbook::Document& playbook, Time now, Raised& raised) {
  const auto open = TRY(open_investigation_of(session, root_of(event), playbook.id));
  if (open) {
    auto investigation = TRY(find_investigation(session, *open));
    investigation->alerts.push_back(raised.alert.id);
    TRY(update_investigation(session, *investigation));
    raised.investigation = *open;
  } else {
    const casework::Investigation investigation =
        new_investigation(event, raised.alert, playbook, now);
    TRY(add_investigation(session, investigation));
    raised.investigation = investigation.id;
    raised.fresh_investigation = true;
  }
  raised.alert.investigation = raised.investigation;
  TRY(set_alert_investigation(session, raised.alert.id, *raised.investigation));
  return set_alert_status(session, raised.alert.id, casework::AlertStatus::in_progress);
}

Result<Raised> raise(casework::Session& session, const AlertPolicy& policy, const AlertEvent& event,
                     const playbook::Document* playbook, Time now) {
  Raised raised;
  const casework::Alert alert = new_alert(policy, event, now);
  raised.alert = TRY(add_alert(session, alert));
  raised.fresh_alert = raised.alert.id == alert.id;
  raised.investigation = raised.alert.investigation;
  if (!raised.fresh_alert) return raised;
  TRY(append_audit(session, {.sequence = 0,
                             .at = now,
                             .actor = event.raised_by.str(),
                             .what = "alert raised: " + policy.id,
                             .target = root_of(event).value.str(),
                             .detail = alert.detail,
                             .previous_hash = {},
                             .hash = {}}));
  if (playbook != nullptr) TRY(join_or_open(session, event, *playbook, now, raised));
  return raised;
}

}  // namespace

Result<Raised> raise_alert(casework::Store& store, const AlertPolicy& policy,
                           const AlertEvent& event, const playbook::Document* playbook, Time now) {
  return store.writing<Raised>(
      [&](casework::Session& session) { return raise(session, policy, event, playbook, now); });
}

Result<const AlertPolicy*> find_alert_policy(std::string_view id) {
  std::string known;
  for (const AlertPolicy& policy : built_in_alert_policies()) {
    if (policy.id == id) return &policy;
    known += (known.empty() ? "" : ", ") + policy.id;
  }
  return fail(Fault::invalid, "unknown alert policy '" + std::string(id) + "'; known: " + known);
}

}  // namespace backstamp::investigation
