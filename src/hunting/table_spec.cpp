#include "hunting/table_spec.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/check.h"
#include "base/content.h"

namespace backstamp::hunting {
namespace {

using Json = nlohmann::json;

bool plain_name(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  return name.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == name.npos;
}

Result<std::string> text_at(const Json& object, const char* name, const std::string& place) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string() || found->get<std::string>().empty()) {
    return fail(Fault::invalid, place + "/" + name + " must be a text that is not empty");
  }
  return found->get<std::string>();
}

Result<std::vector<std::string>> texts_at(const Json& object, const char* name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end()) return texts;
  if (!found->is_array()) {
    return fail(Fault::invalid, std::string("/") + name + " must be a list of texts");
  }
  for (const Json& entry : *found) {
    if (!entry.is_string()) {
      return fail(Fault::invalid, std::string("/") + name + " must hold texts only");
    }
    texts.push_back(entry.get<std::string>());
  }
  return texts;
}

Result<ColumnSpec> read_column(const Json& object, const std::string& place) {
  static const std::set<std::string, std::less<>> types = {"string", "long",     "int",     "bool",
                                                           "real",   "datetime", "dynamic", "guid"};
  ColumnSpec column;
  column.name = TRY(text_at(object, "name", place));
  column.type = TRY(text_at(object, "type", place));
  column.stored = TRY(text_at(object, "stored", place));
  column.meaning = TRY(text_at(object, "meaning", place));
  column.ours = object.value("ours", false);
  if (!plain_name(column.name)) {
    return fail(Fault::invalid, place + "/name '" + column.name + "' is no plain name");
  }
  if (!types.contains(column.type)) {
    return fail(Fault::invalid, place + "/type '" + column.type + "' is unknown");
  }
  return column;
}

Result<std::vector<ColumnSpec>> read_columns(const Json& list) {
  std::vector<ColumnSpec> columns;
  std::set<std::string> names;
  for (const Json& entry : list) {
    const std::string place = "/columns/" + std::to_string(columns.size());
    ColumnSpec column = TRY(read_column(entry, place));
    if (!names.insert(column.name).second) {
      return fail(Fault::invalid, place + "/name '" + column.name + "' comes twice");
    }
    if (!column.ours && !columns.empty() && columns.back().ours) {
      return fail(Fault::invalid, place + " must stand before our own columns");
    }
    columns.push_back(std::move(column));
  }
  if (columns.empty()) return fail(Fault::invalid, "/columns is empty");
  return columns;
}

}  // namespace

Result<TableSpec> parse_table_spec(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object() || !object.value("columns", Json()).is_array()) {
    return fail(Fault::invalid, "a table spec is a JSON object with a list of columns");
  }
  TableSpec spec;
  spec.name = TRY(text_at(object, "name", ""));
  spec.meaning = TRY(text_at(object, "meaning", ""));
  spec.partition_by = TRY(text_at(object, "partition_by", ""));
  spec.order_by = TRY(texts_at(object, "order_by"));
  spec.indexes = TRY(texts_at(object, "indexes"));
  spec.internal = object.value("internal", false);
  spec.columns = TRY(read_columns(object["columns"]));
  if (!plain_name(spec.name)) return fail(Fault::invalid, "/name is no plain name");
  if (spec.order_by.empty()) return fail(Fault::invalid, "/order_by is empty");
  return spec;
}

const std::vector<TableSpec>& table_specs() {
  static const std::vector<TableSpec> specs = [] {
    std::vector<TableSpec> all;
    for (const std::string_view path : content_files("tables/")) {
      auto spec = parse_table_spec(*content_file(path));
      CHECK(spec.has_value());
      all.push_back(std::move(*spec));
    }
    return all;
  }();
  return specs;
}

}  // namespace backstamp::hunting
