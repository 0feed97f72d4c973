#include "hunting/kql/compile.h"

#include "hunting/kql/bind/binder.h"
#include "hunting/kql/plan/sql_guard.h"
#include "hunting/kql/syntax/parser.h"

namespace backstamp::hunting::kql {
namespace {

constexpr int looks_max = 8;

// What is asked while the query is bound has passed the guard too, and there is an end to it.
Look checked_look(const CompileSettings& settings, const std::vector<TableSpec>& tables) {
  if (!settings.look) return {};
  return [&settings, &tables, looks = 0](const std::string& sql) mutable -> Checked<LookedUp> {
    if (++looks > looks_max) return too_much({}, "the query looks at its rows more than 8 times");
    TRY(check_sql(sql, settings.database, tables));
    return settings.look(sql);
  };
}

}  // namespace

Checked<Compiled> compile(std::string_view query, const CompileSettings& settings) {
  const Statements statements = TRY(parse_query(query));
  const std::vector<TableSpec>& tables =
      settings.tables != nullptr ? *settings.tables : table_specs();
  Binder binder({.database = settings.database,
                 .now_ticks = settings.now_ticks,
                 .tables = &tables,
                 .look = checked_look(settings, tables)});
  const Relation relation = TRY(binder.query(statements));
  Compiled compiled;
  std::vector<std::string> outer;
  for (const Column& column : relation.columns) {
    compiled.columns.push_back({.name = column.name, .type = column.type});
    outer.push_back(column.id);
  }
  if (outer.empty()) return wrong({}, "the query leaves no columns");
  compiled.sql = TRY(write_sql(*relation.plan, outer, relation.order, settings.rows_max + 1));
  TRY(check_sql(compiled.sql, settings.database, tables));
  compiled.notes = binder.notes();
  compiled.render = binder.render;
  return compiled;
}

}  // namespace backstamp::hunting::kql
