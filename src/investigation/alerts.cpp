#include "investigation/alerts.h"

#include <nlohmann/json.hpp>

#include "casework/alert_table.h"
#include "casework/audit_table.h"
#include "casework/investigation_table.h"

namespace backstamp::investigation {
namespace {

casework::Entity message_entity(const AlertEvent& event) {
  return {casework::EntityKind::message, Text::trusted(event.network_message_id.text())};
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
  alert.entities = {message_entity(event)};
  alert.deduplication_key =
      policy.id + "/" + event.network_message_id.text() + "/" + ascii_lower(event.raised_by.view());
  alert.detail = nlohmann::ordered_json{
      {"subject", event.subject.cut(300).str()},
      {"reported_as", event.reported_as},
      {"letter",
       event.letter}}.dump();
  return alert;
}

casework::Investigation new_investigation(const AlertEvent& event, const casework::Alert& alert,
                                          const playbook::Document& playbook, Time now) {
  casework::Investigation investigation;
  investigation.id = casework::InvestigationId(Uuid::random());
  investigation.name = playbook.name + ": " + event.subject.cut(200).str();
  investigation.playbook_id = playbook.id;
  investigation.playbook_name = playbook.name;
  investigation.playbook_version = playbook.version;
  investigation.started_by = alert.policy;
  investigation.root = message_entity(event);
  investigation.alerts = {alert.id};
  investigation.started = now;
  investigation.variables = nlohmann::ordered_json{
      {"letter", event.letter},
      {"variables",
       {{"__message__", event.network_message_id.text()},
        {"__reported_by__", event.raised_by.str()},
        {"__reported_as__",
         event.reported_as}}}}.dump();
  return investigation;
}

Result<void> join_or_open(casework::Session& session, const AlertEvent& event,
                          const playbook::Document& playbook, Time now, Raised& raised) {
  const auto open = TRY(open_investigation_of(session, message_entity(event), playbook.id));
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
                             .target = event.network_message_id.text(),
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
