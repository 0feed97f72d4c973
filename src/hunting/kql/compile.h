// From a query's text to ClickHouse SQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hunting/kql/diagnostic.h"
#include "hunting/kql/look.h"
#include "hunting/kql/value.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting::kql {

struct ResultColumn {
  std::string name;
  Type type = Type::text;
};

struct CompileSettings {
  std::string database = "default";  // a plain identifier
  std::int64_t now_ticks = 0;        // what now() is: 100 ns since 1970
  std::int64_t rows_max = 10'000;    // one row more is asked for, to tell that there are more
  const std::vector<TableSpec>* tables = nullptr;  // null: those of content/tables
  Look look = {};  // how `evaluate bag_unpack` and `pivot` look at rows; empty: they are refused
};

struct Compiled {
  std::string sql;  // gives columns r0, r1, ... in the order of `columns`; without FORMAT
  std::vector<ResultColumn> columns;
  std::vector<std::string> notes;  // what the asker should know
  std::string render;              // the chart asked for, or ""
};

// Pure but for `look`. What it emits has passed check_sql() (plan/sql_guard.h).
Checked<Compiled> compile(std::string_view query, const CompileSettings& settings);

}  // namespace backstamp::hunting::kql
