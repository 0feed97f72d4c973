#include "alert_rows.h"

#include <nlohmann/json.hpp>

namespace backstamp {
namespace {

using Json = nlohmann::ordered_json;

std::string line(const Json& row) {
  return row.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string detection_source(const casework::Alert& alert) {
  if (alert.policy.starts_with("user-reported")) return "User report";
  if (alert.policy.starts_with("analyst-")) return "Manual";
  return alert.policy.starts_with("sigma-") ? "Sigma rule" : "Alert policy";
}

std::string_view attack_techniques(const casework::Alert& alert) {
  return alert.entities.empty() || alert.entities.front().kind != casework::EntityKind::user
             ? "[\"Phishing (T1566)\"]"
             : "[]";
}

void name_entity(Json& row, const casework::Entity& entity) {
  using enum casework::EntityKind;
  switch (entity.kind) {
    case message:
      row["EntityType"] = "MailMessage";
      row["NetworkMessageId"] = entity.value.str();
      break;
    case user:
      row["EntityType"] = "User";
      row["AccountUpn"] = entity.value.str();
      break;
    case mailbox:
      row["EntityType"] = "Mailbox";
      row["AccountUpn"] = entity.value.str();
      break;
    case url:
      row["EntityType"] = "Url";
      row["RemoteUrl"] = entity.value.str();
      break;
    default: row["EntityType"] = casework::name_of(entity.kind);
  }
}

}  // namespace

hunting::Batch alert_rows(const casework::Alert& alert) {
  const std::string id = alert.id.value().text();
  const Json common = {
      {"Timestamp", rfc3339(alert.created)}, {"AlertId", id}, {"Title", alert.title}};
  Json info = common;
  info["Category"] = "InitialAccess";
  info["Severity"] = casework::name_of(alert.severity);
  info["ServiceSource"] = "Backstamp";
  info["DetectionSource"] = detection_source(alert);
  info["AttackTechniques"] = attack_techniques(alert);
  const Json detail = Json::parse(alert.detail, nullptr, false);
  hunting::TableRows evidence{.table = "AlertEvidence", .json_lines = {}, .count = 0};
  for (const casework::Entity& entity : alert.entities) {
    Json row = common;
    row["EvidenceRole"] = "Related";
    name_entity(row, entity);
    if (detail.is_object() && detail.contains("subject")) row["EmailSubject"] = detail["subject"];
    evidence.json_lines += line(row);
    ++evidence.count;
  }
  hunting::Batch batch{.id = "alert-" + id, .tables = {{"AlertInfo", line(info), 1}}};
  if (evidence.count > 0) batch.tables.push_back(std::move(evidence));
  return batch;
}

}  // namespace backstamp
