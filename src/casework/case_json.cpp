#include "casework/case_json.h"

#include <nlohmann/json.hpp>
#include <set>

#include "casework/action_table.h"
#include "casework/investigation_table.h"

namespace backstamp::casework {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json time(const std::optional<Time>& time) { return time ? Json(rfc3339(*time)) : Json(nullptr); }

template <class Id>
Json id(const std::optional<Id>& id) {
  return id ? Json(id->value().text()) : Json(nullptr);
}

// Writing JSON recurses; nothing of ours is nested this deep.
constexpr int depth_max = 64;

bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > depth_max) return true;
  }
  return false;
}

// JSON that a column holds as text; what is none is shown as the text it is.
Json embedded(const std::string& text) {
  if (text.empty()) return nullptr;
  if (too_deep(text)) return text;
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return json.is_discarded() ? Json(text) : json;
}

template <class Items, class Shape>
Json list(const Items& items, Shape shape) {
  Json json = Json::array();
  for (const auto& item : items) json.push_back(shape(item));
  return json;
}

Json entity(const Entity& entity) {
  return {{"kind", name_of(entity.kind)}, {"value", entity.value.str()}};
}

Json copy(const Copy& copy) {
  return {{"network_message_id", copy.network_message_id.text()},
          {"recipient", copy.recipient.str()}};
}

Json alert(const Alert& alert) {
  return {{"id", alert.id.value().text()},
          {"short_id", alert.id.value().short_text()},
          {"policy", alert.policy},
          {"title", alert.title},
          {"severity", name_of(alert.severity)},
          {"category", alert.category},
          {"status", name_of(alert.status)},
          {"created", rfc3339(alert.created)},
          {"raised_by", alert.raised_by.str()},
          {"entities", list(alert.entities, entity)},
          {"investigation_id", id(alert.investigation)},
          {"detail", embedded(alert.detail)}};
}

Json evidence(const Evidence& evidence) {
  return {{"id", evidence.id.text()},
          {"entity", entity(evidence.entity)},
          {"verdict", evidence.verdict},
          {"threat_types", evidence.threat_types},
          {"remediation_status", evidence.remediation_status},
          {"first_seen", rfc3339(evidence.first_seen)},
          {"invocation", evidence.invocation},
          {"reasons", evidence.reasons.empty() ? Json::array() : embedded(evidence.reasons)}};
}

std::int64_t copies_of(const Cluster& cluster) {
  return std::max(cluster.copies, static_cast<std::int64_t>(cluster.members.size()));
}

Json cluster(const Cluster& cluster) {
  return {{"id", cluster.id.text()},
          {"kind", cluster.kind},
          {"cluster_by", cluster.cluster_by},
          {"value", cluster.value},
          {"query", cluster.query},
          {"copies", copies_of(cluster)},
          {"by_location", cluster.by_location},
          {"by_threat", cluster.by_threat},
          {"verdict", cluster.verdict},
          {"threat_types", cluster.threat_types},
          {"arithmetic", cluster.arithmetic},
          {"volume_anomaly", cluster.volume_anomaly},
          {"queried", rfc3339(cluster.queried)},
          {"invocation", cluster.invocation}};
}

Json member(const ClusterMember& member) {
  Json json = copy(member.copy);
  json["original_location"] = member.original_location;
  json["latest_location"] = member.latest_location;
  json["folder"] = member.folder;
  json["why"] = member.why;
  return json;
}

Json mailbox(const MailboxRisk& mailbox) {
  return {{"address", mailbox.address.str()},
          {"risk_level", mailbox.risk_level},
          {"risks", mailbox.risks}};
}

Json decision(const std::optional<Decision>& decision) {
  if (!decision) return nullptr;
  return {{"by", decision->by},
          {"at", rfc3339(decision->at)},
          {"comment", decision->comment},
          {"verdict", decision->verdict}};
}

Json outcomes(const OutcomeCounts& counts) {
  return {{"done", counts.done},           {"failed", counts.failed}, {"already", counts.already},
          {"not_found", counts.not_found}, {"undone", counts.undone}, {"open", counts.open}};
}

// An expiry of 1970 never comes.
Json expiry(Time expires) { return expires == Time() ? Json(nullptr) : Json(rfc3339(expires)); }

Json action(const ActionView& view) {
  const Action& action = view.action;
  return {{"id", action.id.value().text()},
          {"short_id", action.id.value().short_text()},
          {"type", action.type},
          {"status", name_of(action.status)},
          {"origin", action.origin},
          {"title", action.title},
          {"reason", action.reason},
          {"investigation_id", id(action.investigation)},
          {"target",
           {{"kind", action.target_kind},
            {"count", view.targets},
            {"sample", list(view.sample, copy)},
            {"query", action.target_query}}},
          {"reversible", action.reversible},
          {"inverse", action.inverse},
          {"blast_radius",
           {{"copies", action.copies}, {"mailboxes", action.mailboxes}, {"users", action.users}}},
          {"created", rfc3339(action.created)},
          {"expires", expiry(action.expires)},
          {"decision", decision(action.decision)},
          {"undo_decision", decision(action.undo_decision)},
          {"invocation", action.invocation},
          {"outcomes", outcomes(view.outcomes)}};
}

Json target(const ActionTarget& target) {
  Json json = copy(target.copy);
  json["instance"] = target.instance;
  json["state"] = name_of(target.state);
  json["folder"] = target.folder;
  json["detail"] = target.detail;
  json["at"] = time(target.at);
  return json;
}

Json entry(const JournalEntry& entry) {
  return {{"sequence", entry.sequence},
          {"kind", entry.kind},
          {"invocation", entry.invocation},
          {"step_id", entry.step_id},
          {"step_name", entry.step_name},
          {"command", entry.command},
          {"at", rfc3339(entry.at)},
          {"detail", embedded(entry.detail)},
          {"previous_hash", entry.previous_hash},
          {"hash", entry.hash}};
}

Json investigation(const Investigation& all) {
  return {
      {"id", all.id.value().text()},
      {"short_id", all.id.value().short_text()},
      {"name", all.name},
      {"playbook",
       {{"id", all.playbook_id}, {"name", all.playbook_name}, {"version", all.playbook_version}}},
      {"status", name_of(all.status)},
      {"result", all.result},
      {"started_by", all.started_by},
      {"root", entity(all.root)},
      {"alert_ids", list(all.alerts, [](AlertId alert) { return alert.value().text(); })},
      {"started", rfc3339(all.started)},
      {"ended", time(all.ended)},
      {"pending_since", time(all.pending_since)}};
}

// Copies are counted once, however many clusters hold them.
std::int64_t distinct_copies(const std::vector<Cluster>& clusters) {
  std::set<Copy> copies;
  for (const Cluster& cluster : clusters) {
    for (const ClusterMember& member : cluster.members) copies.insert(member.copy);
  }
  return static_cast<std::int64_t>(copies.size());
}

Json counts(const InvestigationView& view) {
  const auto judged = [&](std::string_view verdict) {
    return std::ranges::count(view.evidence, verdict, &Evidence::verdict);
  };
  const auto pending = std::ranges::count_if(view.actions, [](const ActionView& action) {
    return action.action.status == ActionStatus::pending;
  });
  return {{"alerts", view.investigation.alerts.size()},
          {"evidence", view.evidence.size()},
          {"malicious", judged("Malicious")},
          {"suspicious", judged("Suspicious")},
          {"no_threats_found", judged("NoThreatsFound")},
          {"unknown", judged("Unknown")},
          {"clusters", view.clusters.size()},
          {"copies", distinct_copies(view.clusters)},
          {"mailboxes", view.mailboxes.size()},
          {"actions", view.actions.size()},
          {"pending_actions", pending}};
}

Json whole(const InvestigationView& view) {
  Json json = investigation(view.investigation);
  json["counts"] = counts(view);
  json["evidence"] = list(view.evidence, evidence);
  json["clusters"] = list(view.clusters, cluster);
  json["mailboxes"] = list(view.mailboxes, mailbox);
  json["actions"] = list(view.actions, action);
  json["journal"] = list(view.journal, entry);
  return json;
}

Json indicator(const Indicator& indicator) {
  return {{"id", indicator.id.value().text()}, {"kind", indicator.kind},
          {"value", indicator.value.str()},    {"verdict", indicator.verdict},
          {"comment", indicator.comment},      {"added_by", indicator.added_by},
          {"added", rfc3339(indicator.added)}, {"expires", time(indicator.expires)}};
}

Json imported(const Import& import) {
  return {{"id", import.id.value().text()},
          {"source", import.source},
          {"mailbox", import.mailbox},
          {"direction", import.direction},
          {"status", import.status},
          {"why", import.why},
          {"files", import.files},
          {"files_imported", import.files_imported},
          {"files_refused", import.files_refused},
          {"messages", import.messages},
          {"copies_added", import.copies_added},
          {"copies_known", import.copies_known},
          {"refused", import.refused.empty() ? Json::object() : embedded(import.refused)},
          {"started", rfc3339(import.started)},
          {"ended", time(import.ended)}};
}

Json rejudged(const Rejudging& all) {
  return {{"id", all.id.value().text()},
          {"indicator", {{"kind", all.kind}, {"value", all.value.str()}}},
          {"cause", all.cause},
          {"requested_by", all.requested_by},
          {"status", all.status},
          {"why", all.why},
          {"shares", all.shares},
          {"shares_done", all.shares_done},
          {"messages", all.messages},
          {"copies", all.copies},
          {"worse", {{"messages", all.messages_worse}, {"copies", all.copies_worse}}},
          {"better", {{"messages", all.messages_better}, {"copies", all.copies_better}}},
          {"purge_action_id", id(all.purge)},
          {"purges_undone", all.purges_undone},
          {"requested", rfc3339(all.requested)},
          {"ended", time(all.ended)},
          {"since", time(all.since)},
          {"until", time(all.until)}};
}

Json fed(const Feed& feed) {
  return {{"name", feed.name},
          {"format", feed.format},
          {"updated", rfc3339(feed.updated)},
          {"updated_by", feed.updated_by},
          {"entries", feed.entries},
          {"refused", feed.refused.empty() ? Json::object() : embedded(feed.refused)}};
}

}  // namespace

std::string to_json(const Alert& value) { return dump(alert(value)); }
std::string to_json(const Investigation& value) { return dump(investigation(value)); }
std::string to_json(const InvestigationView& value) { return dump(whole(value)); }
std::string to_json(const Evidence& value) { return dump(evidence(value)); }
std::string to_json(const Cluster& value) { return dump(cluster(value)); }
std::string to_json(const ClusterMember& value) { return dump(member(value)); }
std::string to_json(const ActionView& value) { return dump(action(value)); }
std::string to_json(const ActionTarget& value) { return dump(target(value)); }
std::string to_json(const JournalEntry& value) { return dump(entry(value)); }
std::string to_json(const Indicator& value) { return dump(indicator(value)); }
std::string to_json(const Import& value) { return dump(imported(value)); }
std::string to_json(const Rejudging& value) { return dump(rejudged(value)); }
std::string to_json(const Feed& value) { return dump(fed(value)); }

}  // namespace backstamp::casework
