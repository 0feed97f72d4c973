// take_any, arg_max, arg_min, percentiles: one row's values.
#include "hunting/kql/aggregates/aggregates.h"

namespace backstamp::hunting::kql {
namespace {

// A value that is neither null nor empty, where there is one.
Checked<Scalar> take_any(AggregateCall& call) {
  const Scalar& value = call[0];
  const bool text =
      value.type == Type::text || value.type == Type::dynamic || value.type == Type::guid;
  if (!text) {
    return make_scalar(call.applied("any", canonical_sql(value, /*nullable=*/true)), value.type);
  }
  const std::string full = sql("($0 != '')", {value.sql});
  return make_scalar(
      sql("anyIf($0, $1)",
          {value.sql, call.condition.empty() ? full : sql("($0 AND $1)", {full, call.condition})}),
      value.type, false);
}

constexpr Aggregate aggregates[] = {
    {"take_any", "any", 1, 1, false, take_any},
    {"any", "any", 1, 1, false, take_any},
    {"take_anyif", "any", 2, 2, true, take_any},
    {"anyif", "any", 2, 2, true, take_any},
};

// What a * stands for: the input's columns that are neither keys nor given already.
std::vector<Column> rest_of(const Relation& input, const std::vector<std::string>& without) {
  std::vector<Column> rest;
  for (const Column& column : input.columns) {
    const bool left_out =
        std::ranges::find(without, column.name) != without.end() || column.name == "$place";
    if (!left_out) rest.push_back(column);
  }
  return rest;
}

struct Wanted {
  std::string name;
  Scalar value;
};

Checked<std::vector<Wanted>> wanted_of(Binder& binder, const Expression& call, std::size_t first,
                                       const Names& inside, std::vector<std::string> without) {
  std::vector<Wanted> all;
  for (std::size_t i = first; i < call.children.size(); ++i) {
    const Expression& child = *call.children[i];
    if (child.kind == Expression::Kind::star) {
      for (const Column& column : rest_of(*inside.row, without)) {
        all.push_back({column.name, make_scalar(column.id, column.type, column.nullable)});
      }
      continue;
    }
    std::string name = default_name(child);
    const Expression& value = child.kind == Expression::Kind::assign ? *child.children[0] : child;
    all.push_back(
        {name.empty() ? "Column" + std::to_string(i) : name, TRY(binder.scalar(value, inside))});
  }
  return all;
}

// All values of one row: a tuple, taken apart one level further out.
std::vector<NamedScalar> taken_apart(Aggregation& aggregation, Binder& binder,
                                     const std::string& tuple_sql,
                                     const std::vector<Wanted>& values) {
  const std::string id = binder.fresh_id();
  aggregation.items.push_back({id, tuple_sql});
  std::vector<NamedScalar> columns;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Scalar& value = values[i].value;
    columns.push_back(
        {values[i].name,
         make_scalar(sql("tupleElement($0, $1)", {id, std::to_string(i + 1)}), value.type, true)});
  }
  return columns;
}

std::string tuple_of(const std::vector<Wanted>& values) {
  std::vector<std::string> parts;
  for (const Wanted& wanted : values) parts.push_back(canonical_sql(wanted.value, true));
  return "tuple(" + joined(parts) + ")";
}

// A row comes out even if all that is compared is null.
std::string compared(const Scalar& value, bool most) {
  if (value.type == Type::dynamic) return text_sql(value);
  if (!value.nullable) return value.sql;
  return sql(
      "tuple($0, assumeNotNull($1))",
      {most ? sql("isNotNull($0)", {value.sql}) : sql("isNull($0)", {value.sql}), value.sql});
}

Checked<std::vector<NamedScalar>> percentiles(Binder& binder, const Expression& call,
                                              const Names& names) {
  std::vector<NamedScalar> columns;
  if (call.children.size() < 2) return wrong(call.place, "percentiles() needs a percentile");
  const std::string name = default_name(*call.children[0]);
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    Expression one = call;
    one.text = "percentile";
    one.children = {call.children[0], call.children[i]};
    Scalar value = TRY(bind_aggregate(binder, one, names));
    const std::string share = share_name(*call.children[i]);
    columns.push_back({"percentile_" + name + "_" + share, std::move(value)});
  }
  return columns;
}

}  // namespace

std::span<const Aggregate> choosing_aggregates() { return aggregates; }

bool gives_columns(const Expression& call) {
  if (call.kind != Expression::Kind::call) return false;
  if (call.text == "percentiles" || call.text == "arg_max" || call.text == "arg_min" ||
      call.text == "argmax" || call.text == "argmin") {
    return true;
  }
  const bool any = call.text == "take_any" || call.text == "any";
  return any && (call.children.size() > 1 ||
                 (call.children.size() == 1 && call.children[0]->kind == Expression::Kind::star));
}

Checked<std::vector<NamedScalar>> bind_columns_aggregate(Binder& binder, const Expression& call,
                                                         const Names& names,
                                                         const std::vector<std::string>& by,
                                                         const std::vector<std::string>& given) {
  if (call.text == "percentiles") return percentiles(binder, call, names);
  Aggregation& aggregation = *names.aggregation;
  const Names inside{.row = aggregation.input, .scope = names.scope};
  if (call.text == "take_any" || call.text == "any") {
    const auto values = TRY(wanted_of(binder, call, 0, inside, by));
    return taken_apart(aggregation, binder, "any(" + tuple_of(values) + ")", values);
  }
  if (call.children.empty()) return wrong(call.place, call.text + "() needs an argument");
  const bool most = call.text.ends_with("max");
  const Scalar extreme = TRY(binder.scalar(*call.children[0], inside));
  std::vector<std::string> without = by;
  std::string name = default_name(*call.children[0]);
  without.push_back(name);
  if (name.empty()) name = most ? "max_" : "min_";
  if (!given.empty()) name = given.front();
  std::vector<Wanted> values = {{name, extreme}};
  auto others = TRY(wanted_of(binder, call, 1, inside, without));
  std::ranges::move(others, std::back_inserter(values));
  for (std::size_t i = 1; i < std::min(values.size(), given.size()); ++i) {
    values[i].name = given[i];
  }
  return taken_apart(
      aggregation, binder,
      sql("$0($1, $2)", {most ? "argMax" : "argMin", tuple_of(values), compared(extreme, most)}),
      values);
}

}  // namespace backstamp::hunting::kql
