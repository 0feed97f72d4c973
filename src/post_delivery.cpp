#include "post_delivery.h"

#include <nlohmann/json.hpp>

namespace backstamp {

Result<void> PostDelivery::record(const std::string& batch_id, const casework::Action& action,
                                  std::span<const Event> events) {
  const bool purge = action.origin == "zero_hour_purge";
  hunting::TableRows rows{.table = "EmailPostDeliveryEvents", .json_lines = {}, .count = 0};
  for (const Event& event : events) {
    const nlohmann::ordered_json row = {{"Timestamp", rfc3339(event.at)},
                                        {"NetworkMessageId", event.copy.network_message_id.text()},
                                        {"RecipientEmailAddress", event.copy.recipient.str()},
                                        {"Action", event.action},
                                        {"ActionType", purge ? "Phish ZAP" : "Manual remediation"},
                                        {"ActionTrigger", purge ? "SpecialAction" : "AdminAction"},
                                        {"ActionResult", event.result},
                                        {"DeliveryLocation", event.location},
                                        {"SourceLocation", event.source_location},
                                        {"ReportId", action.id.value().text()}};
    rows.json_lines += row.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    rows.json_lines += '\n';
    ++rows.count;
  }
  if (rows.count == 0) return {};
  hunting::Batch batch{.id = batch_id, .tables = {}};
  batch.tables.push_back(std::move(rows));
  return writer_.write(batch);
}

}  // namespace backstamp
