// row_number, prev, next, row_cumsum: over rows in the order of a sort before them.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

Checked<std::string> order_of(Call& call) {
  const Relation* row = call.names.row;
  if (row == nullptr || row->order.empty()) {
    return wrong(call.place(), call.syntax.text + "() needs rows in an order", "sort by before it");
  }
  return order_clause(row->order);
}

Checked<Scalar> row_number(Call& call) {
  if (call.size() > 1)
    return wrong(call.place_of(1), "row_number() that restarts is not supported");
  const std::string order = TRY(order_of(call));
  const std::int64_t first = call.size() == 1 ? TRY(call.whole(0, "the first number")) : 1;
  if (first == INT64_MIN) return wrong(call.place_of(0), "the first number is too small");
  return make_scalar(sql("(toInt64(row_number() OVER ($0)) + $1)", {order, sql_whole(first - 1)}),
                     Type::long_integer, false);
}

// prev(column [, rows [, default]]) and next(...)
Checked<Scalar> neighbour(Call& call) {
  const std::string order = TRY(order_of(call));
  const std::int64_t rows = call.size() > 1 ? TRY(call.whole(1, "the distance")) : 1;
  if (rows < 1 || rows > 1'000'000) return wrong(call.place_of(1), "a distance from 1 is needed");
  const bool before = call.syntax.text == "prev";
  const std::string value = canonical_sql(call[0], /*nullable=*/true);
  const std::string found =
      sql("$0($1, $2) OVER ($3 ROWS BETWEEN UNBOUNDED PRECEDING AND "
          "UNBOUNDED FOLLOWING)",
          {before ? "lagInFrame" : "leadInFrame", value, std::to_string(rows), order});
  if (call.size() < 3) return make_scalar(found, call[0].type);
  const std::string place = sql("row_number() OVER ($0)", {order});
  const std::string edge = before
                               ? sql("($0 <= $1)", {place, std::to_string(rows)})
                               : sql("($0 > count() OVER () - $1)", {place, std::to_string(rows)});
  const Scalar standard = converted(call[2], call[0].type);
  return make_scalar(sql("if($0, $1, $2)", {edge, canonical_sql(standard, true), found}),
                     call[0].type);
}

Checked<Scalar> running_sum(Call& call) {
  if (call.size() > 1)
    return wrong(call.place_of(1), "row_cumsum() that restarts is not supported");
  const std::string order = TRY(order_of(call));
  return make_scalar(sql("sum($0) OVER ($1 ROWS UNBOUNDED PRECEDING)", {call[0].sql, order}),
                     call[0].type == Type::integer ? Type::long_integer : call[0].type);
}

constexpr Function functions[] = {
    {"row_number", 0, 2, row_number},
    {"prev", 1, 3, neighbour},
    {"next", 1, 3, neighbour},
    {"row_cumsum", 1, 2, running_sum},
};

}  // namespace

std::span<const Function> window_functions() { return functions; }

}  // namespace backstamp::hunting::kql
