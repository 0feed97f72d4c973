#include "intake/clicks.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "casework/guard_table.h"
#include "click/click_log.h"

namespace backstamp::intake {
namespace {

using Json = nlohmann::ordered_json;

Result<std::string> message_of(const click::Click& click, const Tray& arrivals,
                               const casework::Store& store) {
  // In this order: an arrival is gone from the tray only when its guard is in the store.
  const auto waiting = arrivals.waiting_since();
  const auto found = TRY(store.reading<std::optional<Uuid>>([&](casework::Session& session) {
    return casework::message_of_guard(session, click.guard);
  }));
  if (found) return found->text();
  if (!waiting || *waiting > click.at) return std::string();
  return fail(Fault::unavailable, "the message of a click is not taken in yet");
}

std::string row_of(const click::Click& click, const std::string& message) {
  const Json row = {
      {"Timestamp", rfc3339(click.at)},
      {"Url", click.target},
      {"ActionType", click.action},
      {"AccountUpn", click.recipient.str()},
      {"Workload", "Email"},
      {"NetworkMessageId", message},
      {"ThreatTypes", click.threat_types},
      {"IPAddress", click.ip.str()},
      {"IsClickedThrough", click.through},
      {"UrlChain",
       Json::array({click.target}).dump(-1, ' ', false, Json::error_handler_t::replace)},
      {"ReportId", click.id.text()},
      {"VisitorKind", click.visitor},
      {"VisitorReason", click.reason},
      {"UserAgent", click.agent.str()}};
  return row.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<std::vector<bool>> take_clicks(std::span<const Tray::Item> items, const Tray& arrivals,
                                      const casework::Store& store, hunting::Writer& writer) {
  std::vector<bool> good;
  for (const Tray::Item& item : items) {
    const auto clicks = click::clicks_of(item.bytes);
    good.push_back(clicks.has_value());
    if (!clicks) {
      log(LogLevel::error, "clicks not read", {{"why", clicks.error().what}});
      continue;
    }
    hunting::TableRows rows{.table = "UrlClickEvents", .json_lines = {}, .count = 0};
    for (const click::Click& click : *clicks) {
      rows.json_lines += row_of(click, TRY(message_of(click, arrivals, store)));
      ++rows.count;
    }
    if (rows.count == 0) continue;
    // The batch is the item, so that an item taken again is known.
    hunting::Batch batch{.id = "clicks-" + item.name, .tables = {}};
    batch.tables.push_back(std::move(rows));
    TRY(writer.write(batch));
  }
  return good;
}

}  // namespace backstamp::intake
