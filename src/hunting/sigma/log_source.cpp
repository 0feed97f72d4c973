#include "hunting/sigma/log_source.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"

namespace backstamp::hunting::sigma {
namespace {

std::vector<LogSource> read_log_sources() {
  const auto text = content_file("sigma/log_sources.json");
  CHECK(text.has_value());
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  CHECK(json.is_object());
  std::vector<LogSource> sources;
  for (const auto& one : json.at("log_sources")) {
    LogSource source{.product = one.value("product", ""),
                     .category = one.value("category", ""),
                     .service = one.value("service", ""),
                     .table = table_spec(one.value("table", "")),
                     .record = one.value("record", ""),
                     .fields = one.at("fields").get<std::map<std::string, std::string>>()};
    CHECK(source.table != nullptr);
    CHECK(source.record.empty() || source.table->column(source.record) != nullptr);
    for (const auto& [field, column] : source.fields) {
      CHECK(source.table->column(column) != nullptr);
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

std::string shown(const LogSource& source) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += (text.empty() ? "" : ", ") + std::string(name) + " " + value;
  };
  add("product", source.product);
  add("category", source.category);
  add("service", source.service);
  return text.empty() ? "nothing" : text;
}

}  // namespace

const std::vector<LogSource>& log_sources() {
  static const std::vector<LogSource> all = read_log_sources();
  return all;
}

Result<const LogSource*> find_log_source(const std::string& product, const std::string& category,
                                         const std::string& service) {
  std::string known;
  for (const LogSource& source : log_sources()) {
    if (source.product == product && source.category == category && source.service == service) {
      return &source;
    }
    known += (known.empty() ? "" : "; ") + shown(source);
  }
  LogSource wanted;
  wanted.product = Text::lossy(product).cut(80).str();
  wanted.category = Text::lossy(category).cut(80).str();
  wanted.service = Text::lossy(service).cut(80).str();
  return fail(Fault::not_found, "logsource: no table here holds the logs of " + shown(wanted) +
                                    "; there are: " + known);
}

Result<FieldTerm> field_term(const LogSource& source, const std::string& field) {
  const auto mapped = source.fields.find(field);
  const std::string& name = mapped == source.fields.end() ? field : mapped->second;
  if (const ColumnSpec* column = source.table->column(name)) {
    if (column->type == "string" || column->type == "guid") {
      return FieldTerm{FieldTerm::Kind::text, name};
    }
    if (column->type == "bool") return FieldTerm{FieldTerm::Kind::boolean, name};
    if (column->type == "dynamic")
      return FieldTerm{FieldTerm::Kind::text, "tostring(" + name + ")"};
    if (column->type == "datetime") {
      return fail(Fault::invalid, name + " is a time; Sigma has no comparison for it");
    }
    return FieldTerm{FieldTerm::Kind::number, name};
  }
  if (source.record.empty()) {
    return fail(Fault::not_found, "there is no field " + Text::lossy(field).cut(80).str() + " in " +
                                      source.table->name);
  }
  std::string path = source.record;
  for (std::size_t from = 0; from <= field.size();) {
    const auto dot = std::min(field.find('.', from), field.size());
    path += "[" + TRY(kql_text(field.substr(from, dot - from))) + "]";
    from = dot + 1;
  }
  return FieldTerm{FieldTerm::Kind::text, "tostring(" + path + ")"};
}

Result<std::string> kql_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': quoted += "\\\""; break;
      case '\\': quoted += "\\\\"; break;
      case '\n': quoted += "\\n"; break;
      case '\t': quoted += "\\t"; break;
      case '\r': quoted += "\\r"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          return fail(Fault::invalid, "a value holds a control character");
        }
        quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace backstamp::hunting::sigma
