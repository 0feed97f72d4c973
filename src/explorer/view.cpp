#include "explorer/view.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/hash.h"
#include "base/text.h"
#include "hunting/kql/query_text.h"
#include "hunting/table_spec.h"

namespace backstamp::explorer {
namespace {

using hunting::kql::query_text;
using hunting::kql::query_time;

struct Step {
  std::string_view kql;
  std::chrono::minutes time;
};
using std::chrono::minutes;
constexpr Step steps[] = {{"5m", minutes(5)},     {"15m", minutes(15)},   {"1h", minutes(60)},
                          {"3h", minutes(180)},   {"6h", minutes(360)},   {"12h", minutes(720)},
                          {"1d", minutes(1'440)}, {"7d", minutes(10'080)}};
constexpr int steps_max = 200;

const Step& step_for(const Selection& selection) {
  for (const Step& step : steps) {
    if ((selection.to - selection.from) / step.time <= steps_max) return step;
  }
  return steps[std::size(steps) - 1];
}

// Few values, so that the chart needs no look for the largest first.
bool has_few_values(const Field& field) {
  const hunting::TableSpec* table = hunting::table_spec(field.table);
  const hunting::ColumnSpec* column = table == nullptr ? nullptr : table->column(field.column);
  return field.derived || (column != nullptr && column->stored.starts_with("LowCardinality"));
}

std::string text_of_column(const Field& field) {
  return field.type == hunting::kql::Type::text ? field.column : "tostring(" + field.column + ")";
}

std::string names_of(const std::vector<const Field*>& columns) {
  std::string names;
  for (const Field* column : columns) names += (names.empty() ? "" : ", ") + column->column;
  return names;
}

std::string hex_text(std::string_view bytes) { return hex(bytes); }

Result<std::string> bytes_of(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]), low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) return fail(Fault::invalid, "'cursor' is none that this server gave");
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace

Duration step_of(const Selection& selection) { return step_for(selection).time; }

Result<std::string> chart_query(const Selection& selection, const Field* pivot,
                                std::size_t values_max) {
  const std::string bin = "Time = bin(Timestamp, " + std::string(step_for(selection).kql) + ")";
  if (pivot == nullptr) {
    return query_of(selection) + "\n| summarize Copies = count() by " + bin +
           "\n| extend Value = \"\"\n| project Time, Value, Copies\n| sort by Time asc";
  }
  if (!pivot->of_copy()) {
    return fail(Fault::invalid, "a chart's pivot is a field of the copy, not of " + pivot->table);
  }
  const std::string value = text_of_column(*pivot);
  const std::string copies = query_of(selection, {pivot});
  if (has_few_values(*pivot)) {
    return copies + "\n| summarize Copies = count() by " + bin + ", Value = " + value +
           "\n| project Time, Value, Copies\n| sort by Time asc, Copies desc";
  }
  return "let Largest = " + copies + "\n| summarize Copies = count() by Value = " + value +
         "\n| top " + std::to_string(values_max) + " by Copies\n| project Value;\n" + copies +
         "\n| summarize Copies = count() by " + bin + ", Value = iff(" + value + " in (Largest), " +
         value + ", \"Others\")\n| project Time, Value, Copies\n| sort by Time asc, Copies desc";
}

std::string top_query(const Selection& selection, const Field& field, std::size_t values_max) {
  const std::string value = "Value = " + text_of_column(field);
  const std::string most = "\n| top " + std::to_string(values_max) + " by ";
  if (!field.of_copy()) {
    std::string rows = field.table + "\n| where ";
    if (selection.query.empty() && !selection.filter) {
      rows += "Timestamp between (" + query_time(selection.from) + " .. " +
              query_time(selection.to) + ")";
    } else {
      rows += "NetworkMessageId in (" + query_of(selection) + "\n  | project NetworkMessageId)";
    }
    return rows + "\n| summarize Links = count() by " + value + most + "Links desc, Value asc";
  }
  return query_of(selection, {&field}) +
         "\n| summarize Copies = count(), Delivered = countif(DeliveryAction == \"Delivered\"), "
         "Junked = countif(DeliveryAction == \"Junked\"), "
         "Blocked = countif(DeliveryAction == \"Blocked\") by " +
         value + most + "Copies desc, Value asc";
}

std::string cursor_text(const CopyCursor& cursor) {
  return std::to_string(cursor.time.time_since_epoch().count()) + "." +
         hex_text(cursor.network_message_id) + "." + hex_text(cursor.recipient);
}

Result<CopyCursor> read_cursor(std::string_view text) {
  const std::size_t first = text.find('.'), second = text.find('.', first + 1);
  std::int64_t milliseconds = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + std::min(first, text.size()), milliseconds);
  if (second == std::string_view::npos || read.ec != std::errc() ||
      read.ptr != text.data() + first || text.size() > 20'000) {
    return fail(Fault::invalid, "'cursor' is none that this server gave");
  }
  CopyCursor cursor{.time = Time(std::chrono::milliseconds(milliseconds)),
                    .network_message_id = {},
                    .recipient = {}};
  cursor.network_message_id = TRY(bytes_of(text.substr(first + 1, second - first - 1)));
  cursor.recipient = TRY(bytes_of(text.substr(second + 1)));
  return cursor;
}

std::string copies_query(const Selection& selection, const std::vector<const Field*>& columns,
                         const std::optional<CopyCursor>& after, std::size_t rows_max) {
  std::string query = query_of(selection);
  if (after) {
    const std::string time = query_time(after->time);
    const std::string id = query_text(after->network_message_id);
    query += "\n| where Timestamp <= " + time + " and (Timestamp < " + time +
             " or NetworkMessageId < " + id + " or (NetworkMessageId == " + id +
             " and RecipientEmailAddress < " + query_text(after->recipient) + "))";
  }
  const std::string order = " by Timestamp desc, NetworkMessageId desc, RecipientEmailAddress desc";
  query += "\n| top " + std::to_string(rows_max) + order;
  // A page is small: what is derived is looked up for its copies alone.
  const std::string derived = derivations_of(selection, columns);
  if (!derived.empty()) query += derived + "\n| sort" + order;
  return query + "\n| project " + names_of(columns);
}

std::string export_query(const Selection& selection, const std::vector<const Field*>& columns) {
  return query_of(selection, columns) + "\n| project " + names_of(columns);
}

std::string messages_query(const Selection& selection, std::size_t messages_max) {
  return query_of(selection) +
         "\n| summarize Timestamp = max(Timestamp) by NetworkMessageId\n| top " +
         std::to_string(messages_max) +
         " by Timestamp desc, NetworkMessageId asc\n| project NetworkMessageId";
}

std::string targets_query(const Selection& selection, std::size_t copies_max) {
  const auto latest = find_field("LatestDeliveryLocation");
  return query_of(selection, {*latest}) + "\n| take " + std::to_string(copies_max) +
         "\n| project NetworkMessageId, RecipientEmailAddress, LatestDeliveryLocation, "
         "MailboxFolder, MailboxName";
}

std::vector<const Field*> usual_columns() {
  std::vector<const Field*> columns;
  for (const std::string_view name : copy_columns) {
    if (const auto field = find_field(name)) columns.push_back(*field);
  }
  return columns;
}

}  // namespace backstamp::explorer
