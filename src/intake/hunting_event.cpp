#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "base/uuid.h"
#include "hunting/table_spec.h"
#include "intake/event.h"

namespace backstamp::intake {
namespace {

using Json = nlohmann::json;
using Row = nlohmann::ordered_json;

// Mail has its own door: its tables are written from the letters themselves.
constexpr std::string_view tables[] = {"CloudAppEvents",    "IdentityLogonEvents",
                                       "UrlClickEvents",    "DeviceFileEvents",
                                       "DeviceLogonEvents", "DeviceNetworkEvents"};
constexpr std::string_view streaming = "AdvancedHunting-";
constexpr std::size_t text_bytes_max = 1024 * 1024;

struct Named {
  std::string table;
  const Json* columns;
};

Result<Named> named_table(const Json& object) {
  const auto text = [&](const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
  };
  Named named{.table = text("Table"), .columns = &object};
  const auto properties = object.find("properties");
  if (named.table.empty() && text("category").starts_with(streaming) &&
      properties != object.end() && properties->is_object()) {
    named = {.table = text("category").substr(streaming.size()), .columns = &*properties};
  }
  if (named.table.empty()) return fail(Fault::invalid, "no Table");
  if (std::ranges::find(tables, named.table) == std::end(tables)) {
    return fail(Fault::invalid,
                "no events go into table " + Text::lossy(named.table).cut(60).str());
  }
  return named;
}

Result<Row> number(const Json& value) {
  if (value.is_number_integer()) return Row(value.get<std::int64_t>());
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    const bool digits = !text.empty() && text.size() < 19 &&
                        text.find_first_not_of("0123456789", text[0] == '-') == std::string::npos;
    if (text.empty()) return Row(nullptr);
    if (digits) return Row(std::stoll(text));
  }
  return fail(Fault::invalid, "is no whole number");
}

Result<Row> flag(const Json& value) {
  if (value.is_boolean()) return Row(value.get<bool>());
  if (value.is_number_integer()) return Row(value.get<std::int64_t>() != 0);
  const std::string text = value.is_string() ? ascii_lower(value.get<std::string>()) : "?";
  if (text == "true" || text == "1") return Row(true);
  if (text == "false" || text == "0" || text.empty()) return Row(false);
  return fail(Fault::invalid, "is neither true nor false");
}

Result<Row> moment(const Json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  const auto at = parse_rfc3339(text);
  if (!at) return fail(Fault::invalid, "is no time as 2026-01-02T03:04:05Z");
  return Row(rfc3339(*at));
}

Result<Row> cell(const hunting::ColumnSpec& column, const Json& value) {
  if (value.is_null()) return Row(nullptr);
  if (column.type == "int" || column.type == "long") return number(value);
  if (column.type == "bool") return flag(value);
  if (column.type == "datetime") return moment(value);
  const bool text = value.is_string();
  const std::string written =
      text ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  Text kept = Text::lossy(written).cut(text_bytes_max);
  if (column.name == "AccountUpn") kept = Text::lossy(ascii_lower(kept.view()));
  return Row(kept.str());
}

// By name, as hunters compare names: the streaming interface writes some otherwise.
const Json* value_of(const Json& columns, const std::string& name) {
  const auto found = columns.find(name);
  if (found != columns.end()) return &*found;
  for (const auto& [key, value] : columns.items()) {
    if (ascii_equal(key, name)) return &value;
  }
  return nullptr;
}

Result<Row> row_of(const hunting::TableSpec& table, const Json& columns) {
  Row row = Row::object();
  for (const hunting::ColumnSpec& column : table.columns) {
    const bool settable = !column.ours || column.name == "UserAgent";
    const Json* value = settable ? value_of(columns, column.name) : nullptr;
    if (value == nullptr) continue;
    const Row read = TRY_IN("column " + column.name, cell(column, *value));
    if (!read.is_null()) row[column.name] = read;
  }
  return row;
}

// The record inside, when it is one that may also come by itself.
std::string record_id(const Row& row) {
  if (!row.contains("RawEventData")) return {};
  const auto raw = Json::parse(row["RawEventData"].get<std::string>(), nullptr, false);
  if (!raw.is_object() || !raw.contains("Id") || !raw["Id"].is_string()) return {};
  const auto id = Uuid::parse(raw["Id"].get<std::string>());
  return id ? id->text() : std::string();
}

void add_account(Row& row) {
  const std::string account = ascii_lower(row.value("AccountId", std::string()));
  const std::string name = ascii_lower(row.value("AccountDisplayName", std::string()));
  const std::string upn = account.find('@') != account.npos ? account
                          : name.find('@') != name.npos     ? name
                                                            : std::string();
  const std::string object = ascii_lower(row.value("ObjectName", std::string()));
  row["AccountUpn"] = upn;
  row["TargetMailbox"] = object.find('@') != object.npos ? object : upn;
}

}  // namespace

Result<Event> hunting_event(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) return fail(Fault::invalid, "no JSON object");
  const Named named = TRY(named_table(object));
  const hunting::TableSpec* table = hunting::table_spec(named.table);
  Row row = TRY(row_of(*table, *named.columns));
  if (!row.contains("Timestamp")) {
    const auto sent = object.find("time");
    if (sent == object.end()) return fail(Fault::invalid, "no Timestamp");
    row["Timestamp"] = TRY_IN("column time", moment(*sent));
  }
  Event event;
  event.at = TRY(parse_rfc3339(row["Timestamp"].get<std::string>()));
  event.key = named.table == "CloudAppEvents" ? record_id(row) : "";
  if (event.key.empty()) event.key = "row-" + sha256_hex(named.table + "\n" + row.dump());
  if (named.table == "CloudAppEvents") add_account(row);
  row["EventKey"] = event.key;
  event.rows.push_back({named.table, row.dump(-1, ' ', false, Row::error_handler_t::replace)});
  return event;
}

}  // namespace backstamp::intake
