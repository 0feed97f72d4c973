// Functions that look at tables and columns: toscalar, column_ifexists, materialize, table; and why
// others are refused.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

// The first cell of the first row, once for the whole query.
Checked<Scalar> toscalar(Call& call) {
  const Expression& argument = *call.syntax.children[0];
  const Names outside{.row = nullptr, .scope = call.names.scope};
  if (!call.binder.is_tabular(argument, outside)) return call.binder.scalar(argument, outside);
  const auto table = TRY(call.binder.subquery(argument, call.names.scope, 1));
  const Type type = table.column.type;
  const bool text = type == Type::text || type == Type::dynamic || type == Type::guid;
  if (text) return make_scalar(sql("ifNull($0, '')", {table.sql}), type, false);
  return make_scalar(table.sql, type, true);
}

Checked<Scalar> column_ifexists(Call& call) {
  const Expression& name = *call.syntax.children[0];
  const Scalar bound = TRY(call.binder.scalar(name, {.row = nullptr, .scope = call.names.scope}));
  const auto text = constant_text(bound);
  if (!text) return wrong(name.place, "a column's name in quotes is needed");
  if (call.names.row != nullptr) {
    if (const Column* column = find_column(*call.names.row, *text)) {
      return make_scalar(column->id, column->type, column->nullable);
    }
  }
  return call.binder.scalar(*call.syntax.children[1], call.names);
}

// Null for every address, as for one whose place nobody knows.
Checked<Scalar> geo_info(Call& call) {
  call.binder.note(
      "geo_info_from_ip_address() is null everywhere: the store has no table of places");
  return null_of(Type::dynamic);
}

Checked<Scalar> materialized(Call& call) {
  return call.binder.scalar(*call.syntax.children[0], call.names);
}

constexpr Function functions[] = {
    {"toscalar", 1, 1, toscalar, true},
    {"column_ifexists", 2, 2, column_ifexists, true},
    {"columnifexists", 2, 2, column_ifexists, true},
    {"materialize", 1, 1, materialized, true},
    {"geo_info_from_ip_address", 1, 1, geo_info},
};

struct Refusal {
  std::string_view name, why;
};
constexpr std::string_view no_watchlists = "the store has no watchlists; use a datatable";
constexpr std::string_view elsewhere = "only this store's tables can be read";
constexpr std::string_view estimates = "estimates can't be stored; use dcount or percentile";
constexpr Refusal refusals[] = {
    {"_GetWatchlist", no_watchlists},
    {"FileProfile", "the store has no file reputations; join EmailAttachmentInfo"},
    {"DeviceFromIP", elsewhere},
    {"workspace", elsewhere},
    {"cluster", elsewhere},
    {"database", elsewhere},
    {"app", elsewhere},
    {"adx", elsewhere},
    {"arg", elsewhere},
    {"external_table", elsewhere},
    {"hll", estimates},
    {"hll_merge", estimates},
    {"tdigest", estimates},
    {"dcount_hll", estimates},
    {"parse_xml", "XML is not read; use extract()"},
    {"parse_user_agent", "user agents are not taken apart; use extract()"},
    {"parse_command_line", "command lines are not taken apart; use split() or extract()"},
    {"series_decompose_anomalies", "series functions are not supported"},
    {"series_decompose", "series functions are not supported"},
    {"series_stats", "series functions are not supported"},
    {"series_fit_line", "series functions are not supported"},
    {"series_outliers", "series functions are not supported"},
};

}  // namespace

std::span<const Function> table_value_functions() { return functions; }

std::string_view why_refused(std::string_view function) {
  for (const Refusal& refusal : refusals) {
    if (refusal.name == function) return refusal.why;
  }
  return {};
}

bool is_table_function(std::string_view name) {
  return name == "materialize" || name == "table" || name == "_GetWatchlist" ||
         name == "FileProfile" || name == "workspace" || name == "cluster" || name == "database" ||
         name == "external_table" || name == "adx" || name == "arg";
}

Checked<Relation> bind_table_function(Binder& binder, const Expression& call,
                                      const ScopePtr& scope) {
  if (call.text == "materialize" && call.children.size() == 1) {
    return binder.table(*call.children[0], scope);
  }
  if (call.text == "table" && !call.children.empty()) {
    const Scalar name = TRY(binder.scalar(*call.children[0], {.row = nullptr, .scope = scope}));
    Expression named;
    named.kind = Expression::Kind::name;
    named.place = call.place;
    named.text = constant_text(name).value_or("");
    return binder.table(named, scope);
  }
  if (const std::string_view why = why_refused(call.text); !why.empty()) {
    return wrong(call.place, call.text + "() is not supported: " + std::string(why));
  }
  std::vector<std::string> known = {"materialize", "table"};
  for (const Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
    known.push_back(at->name);
  }
  return wrong(call.place, "there is no function " + call.text + " that gives a table", "",
               nearest_name(call.text, known));
}

}  // namespace backstamp::hunting::kql
