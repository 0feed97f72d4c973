#include "hunting/table_spec.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/check.h"
#include "base/content.h"

namespace backstamp::hunting {
namespace {

using Json = nlohmann::json;

// Every table has them: the writer fills them in, retention and delivery rely on them.
constexpr std::string_view required_columns[] = {"Timestamp", "IngestedAt", "IngestBatch"};
constexpr std::string_view types[] = {"string", "long",     "int",     "bool",
                                      "real",   "datetime", "dynamic", "guid"};

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= 64 && letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || digit(c); });
}

std::unexpected<Error> wrong(const std::string& place, const std::string& what) {
  return fail(Fault::invalid, place + ": " + what);
}

// One JSON object being read; knows where it lies, so that errors can say so.
class Reader {
 public:
  Reader(const Json& json, std::string place) : json_(json), place_(std::move(place)) {}

  Result<void> only(std::initializer_list<std::string_view> keys) const {
    if (!json_.is_object()) return wrong(place_, "is not an object");
    for (const auto& [key, value] : json_.items()) {
      if (std::ranges::find(keys, key) == keys.end()) return wrong(place_, "unknown key " + key);
    }
    return {};
  }

  Result<std::string> text(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return wrong(place_, std::string(key) + " is missing");
    if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
      return wrong(place_, std::string(key) + " must be a text that is not empty");
    }
    return found->get<std::string>();
  }

  Result<bool> flag(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return false;
    if (!found->is_boolean()) return wrong(place_, std::string(key) + " must be true or false");
    return found->get<bool>();
  }

  Result<Json> list(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end() || !found->is_array()) {
      return wrong(place_, std::string(key) + " must be a list");
    }
    return *found;
  }

  Result<std::vector<std::string>> texts(const char* key) const {
    std::vector<std::string> all;
    const Json items = TRY(list(key));
    for (const Json& item : items) {
      if (!item.is_string()) return wrong(place_, std::string(key) + " must hold texts");
      all.push_back(item.get<std::string>());
    }
    return all;
  }

 private:
  const Json& json_;
  const std::string place_;
};

Result<ColumnSpec> read_column(const Json& json, const std::string& place) {
  const Reader reader(json, place);
  TRY(reader.only({"name", "type", "stored", "meaning", "ours"}));
  ColumnSpec column{.name = TRY(reader.text("name")),
                    .type = TRY(reader.text("type")),
                    .stored = TRY(reader.text("stored")),
                    .meaning = TRY(reader.text("meaning")),
                    .ours = TRY(reader.flag("ours"))};
  const std::string named = place + " (" + column.name + ")";
  if (!is_name(column.name)) return wrong(named, "name must be letters and digits");
  if (std::ranges::find(types, column.type) == std::end(types)) {
    return wrong(named, "unknown type " + column.type);
  }
  if (!column.meaning.ends_with('.')) return wrong(named, "meaning must be a sentence");
  return column;
}

Result<void> check_columns(const TableSpec& table) {
  std::set<std::string_view> seen;
  bool ours = false;
  for (const ColumnSpec& column : table.columns) {
    if (!seen.insert(column.name).second) return wrong(table.name, column.name + " comes twice");
    if (ours && !column.ours) return wrong(table.name, column.name + " must stand before ours");
    ours = column.ours;
  }
  for (const std::string_view required : required_columns) {
    if (!seen.contains(required)) {
      return wrong(table.name, "column " + std::string(required) + " is missing");
    }
  }
  if (table.order_by.empty()) return wrong(table.name, "order_by is empty");
  for (const std::string& key : table.order_by) {
    if (!seen.contains(key)) return wrong(table.name, "order_by names no column: " + key);
  }
  return {};
}

Result<void> check_indexes(const TableSpec& table) {
  for (const std::string& index : table.indexes) {
    const std::size_t name_end = std::min(index.find(' '), index.size());
    const std::size_t column_at = std::min(name_end + 1, index.size());
    const std::size_t column_end = std::min(index.find(' ', column_at), index.size());
    if (!is_name(index.substr(0, name_end)) || !index.substr(column_end).starts_with(" TYPE ")) {
      return wrong(table.name, "index must be \"NAME COLUMN TYPE ...\": " + index);
    }
    if (table.column(index.substr(column_at, column_end - column_at)) == nullptr) {
      return wrong(table.name, "index names no column: " + index);
    }
  }
  return {};
}

Result<std::vector<TableExample>> read_examples(const Json& list, const std::string& place) {
  std::vector<TableExample> examples;
  for (const Json& item : list) {
    const Reader reader(item, place + ": examples[" + std::to_string(examples.size()) + "]");
    TRY(reader.only({"asks", "kql"}));
    examples.push_back({.asks = TRY(reader.text("asks")), .kql = TRY(reader.text("kql"))});
  }
  return examples;
}

Result<std::optional<Derivation>> read_derivation(const Json& parsed, const TableSpec& table) {
  const auto found = parsed.find("derived");
  if (found == parsed.end()) return std::optional<Derivation>();
  const std::string place = table.name + ": derived";
  const Reader reader(*found, place);
  TRY(reader.only({"from", "where", "columns"}));
  Derivation derived{
      .from = TRY(reader.text("from")), .where = TRY(reader.text("where")), .columns = {}};
  const auto columns = found->find("columns");
  if (columns == found->end() || !columns->is_object()) {
    return wrong(place, "columns must be an object");
  }
  for (const auto& [name, sql] : columns->items()) {
    if (table.column(name) == nullptr) return wrong(place, "there is no column " + name);
    if (!sql.is_string()) return wrong(place, name + " must be a text");
    derived.columns[name] = sql.get<std::string>();
  }
  return std::optional(std::move(derived));
}

std::vector<TableSpec> read_all() {
  std::vector<TableSpec> tables;
  for (const std::string_view path : content_files("tables/")) {
    auto table = parse_table_spec(content_file(path).value_or(""));
    // Built into the program and checked by a test: wrong content is a bug of ours.
    CHECK(table);
    tables.push_back(std::move(*table));
  }
  std::ranges::sort(tables, {}, &TableSpec::name);
  return tables;
}

}  // namespace

const ColumnSpec* TableSpec::column(std::string_view named) const {
  const auto found = std::ranges::find(columns, named, &ColumnSpec::name);
  return found == columns.end() ? nullptr : &*found;
}

Result<TableSpec> parse_table_spec(std::string_view json) {
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return wrong("table description", "is not JSON");
  const Reader reader(parsed, "table description");
  TRY(reader.only({"name", "meaning", "internal", "derived", "partition_by", "order_by", "indexes",
                   "columns", "examples"}));
  TableSpec table{.name = TRY(reader.text("name")),
                  .meaning = TRY(reader.text("meaning")),
                  .columns = {},
                  .order_by = TRY(reader.texts("order_by")),
                  .indexes = TRY(reader.texts("indexes")),
                  .partition_by = TRY(reader.text("partition_by")),
                  .internal = TRY(reader.flag("internal")),
                  .derived = {},
                  .examples = {}};
  if (!is_name(table.name)) return wrong(table.name, "name must be letters and digits");
  const Json columns = TRY(reader.list("columns"));
  for (const Json& item : columns) {
    const std::string place = table.name + ": columns[" + std::to_string(table.columns.size());
    table.columns.push_back(TRY(read_column(item, place + "]")));
  }
  const Json examples = TRY(reader.list("examples"));
  table.examples = TRY(read_examples(examples, table.name));
  table.derived = TRY(read_derivation(parsed, table));
  TRY(check_columns(table));
  TRY(check_indexes(table));
  return table;
}

const std::vector<TableSpec>& table_specs() {
  static const std::vector<TableSpec> tables = read_all();
  return tables;
}

const TableSpec* table_spec(std::string_view name) {
  const auto found = std::ranges::find(table_specs(), name, &TableSpec::name);
  return found == table_specs().end() ? nullptr : &*found;
}

}  // namespace backstamp::hunting
