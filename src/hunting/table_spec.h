// One hunting table, as content/tables/NAME.json describes it: the schema, the documentation and
// later the KQL binder and the console read the same description.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::hunting {

struct ColumnSpec {
  std::string name;
  std::string type;    // as hunters know it: string, long, int, bool, real, datetime, dynamic, guid
  std::string stored;  // ClickHouse type with default and codec, e.g. "String CODEC(ZSTD(1))"
  std::string meaning;  // one sentence
  bool ours = false;    // not part of the advanced-hunting schema
};

// A question people ask of the table, and the KQL that answers it.
struct TableExample {
  std::string asks;
  std::string kql;
};

// A table whose rows the engine makes of another's, batch by batch.
struct Derivation {
  std::string from;   // the other table
  std::string where;  // SQL: which of its rows
  // SQL for a column; those that are not named have their namesake's value.
  std::map<std::string, std::string> columns;
};

struct TableSpec {
  std::string name;
  std::string meaning;
  std::vector<ColumnSpec> columns;  // ours last
  std::vector<std::string> order_by;
  std::vector<std::string> indexes;  // ClickHouse INDEX clauses: "NAME COLUMN TYPE ..."
  std::string partition_by;
  bool internal = false;  // not shown to hunters
  std::optional<Derivation> derived;
  std::vector<TableExample> examples;

  const ColumnSpec* column(std::string_view named) const;  // nullptr when there is none
};

// Checks names, types and order. Error: invalid, with the place.
Result<TableSpec> parse_table_spec(std::string_view json);

// All tables of content/tables, by name.
const std::vector<TableSpec>& table_specs();
const TableSpec* table_spec(std::string_view name);  // nullptr when there is none

}  // namespace backstamp::hunting
