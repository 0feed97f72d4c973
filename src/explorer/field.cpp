#include "explorer/field.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "hunting/kql/diagnostic.h"
#include "hunting/table_spec.h"

namespace backstamp::explorer {
namespace {

using hunting::ColumnSpec;
using hunting::TableSpec;
using hunting::kql::Type;

constexpr std::string_view copies = "EmailEvents";
constexpr std::string_view key = "NetworkMessageId";

struct Derived {
  std::string_view name, meaning;
};
constexpr Derived derived[] = {
    {"LatestDeliveryLocation", "Where the copy is now, as far as later moves were recorded."},
    {"LatestVerdict", "What was last thought of the message, after all second looks."}};

bool folds(const TableSpec& table, const ColumnSpec& column) {
  return std::ranges::any_of(table.indexes, [&](const std::string& index) {
    return index.contains(" lower(" + column.name + ") TYPE text");
  });
}

bool is_derived(const std::string& name) {
  return std::ranges::any_of(derived, [&](const Derived& each) { return each.name == name; });
}

void add_columns(std::vector<Field>& fields, const TableSpec& table) {
  const bool of_copy = table.name == copies;
  for (const ColumnSpec& column : table.columns) {
    if (!of_copy && column.name == key) continue;
    if (of_copy && is_derived(column.name)) continue;
    fields.push_back({.name = of_copy ? column.name : table.name + "." + column.name,
                      .alias = {},
                      .table = table.name,
                      .column = column.name,
                      .type = hunting::kql::type_of_name(column.type).value_or(Type::text),
                      .meaning = column.meaning,
                      .folds = folds(table, column)});
  }
}

std::vector<Field> all_fields() {
  std::vector<Field> fields;
  if (const TableSpec* table = hunting::table_spec(copies)) add_columns(fields, *table);
  for (const Derived& each : derived) {
    fields.push_back({.name = std::string(each.name),
                      .alias = {},
                      .table = std::string(copies),
                      .column = std::string(each.name),
                      .type = Type::text,
                      .meaning = std::string(each.meaning),
                      .derived = true});
  }
  for (const TableSpec& table : hunting::table_specs()) {
    if (!table.internal && table.name != copies && table.column(key) != nullptr) {
      add_columns(fields, table);
    }
  }
  std::map<std::string, int, std::less<>> uses;
  for (const Field& field : fields) ++uses[field.column];
  for (Field& field : fields) {
    if (field.name != field.column && uses[field.column] == 1) field.alias = field.column;
  }
  return fields;
}

}  // namespace

const std::vector<Field>& fields() {
  static const std::vector<Field> all = all_fields();
  return all;
}

Result<const Field*> find_field(std::string_view name) {
  std::vector<std::string> known;
  for (const Field& field : fields()) {
    if (field.name == name || (!field.alias.empty() && field.alias == name)) return &field;
    known.push_back(field.alias.empty() ? field.name : field.alias);
  }
  const std::string nearest = hunting::kql::nearest_name(name, known);
  return fail(Fault::invalid, "there is no field '" + Text::lossy(name).cut(100).str() + "'" +
                                  (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
}

}  // namespace backstamp::explorer
