// print: one row. range: numbers or times in steps. datatable: rows as written.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::size_t cells_max = 200'000;
constexpr std::int64_t steps_max = 1'000'000;

class Print final : public Operator {
 public:
  Print(Place where, std::vector<ExpressionPtr> list) : Operator(where), list_(std::move(list)) {}

  Checked<Relation> bind(Binder& binder, Relation, const Station& station) const override {
    Relation result;
    result.plan = std::make_shared<Select>();
    result.name = "print";
    for (const ExpressionPtr& item : list_) {
      const bool given = item->kind == Expression::Kind::assign;
      const Expression& value = given ? *item->children[0] : *item;
      const Scalar bound = TRY(binder.scalar(value, {.row = nullptr, .scope = station.scope}));
      const std::string name =
          given ? item->names[0] : "print_" + std::to_string(result.columns.size());
      result.columns.push_back(binder.column(result, name, bound));
    }
    return result;
  }

 private:
  std::vector<ExpressionPtr> list_;
};

class Range final : public Operator {
 public:
  Range(Place where, std::string name, std::vector<ExpressionPtr> bounds)
      : Operator(where), name_(std::move(name)), bounds_(std::move(bounds)) {}

  Checked<Relation> bind(Binder& binder, Relation, const Station& station) const override {
    std::vector<Scalar> bound;
    for (const ExpressionPtr& one : bounds_) {
      bound.push_back(TRY(binder.scalar(*one, {.row = nullptr, .scope = station.scope})));
    }
    const auto from = constant_whole(bound[0]), to = constant_whole(bound[1]);
    const auto step = constant_whole(bound[2]);
    if (!from || !to || !step || *step == 0) {
      return wrong(place, "range takes constants: whole numbers, times or timespans");
    }
    const double steps =
        (static_cast<double>(*to) - static_cast<double>(*from)) / static_cast<double>(*step);
    if (steps >= static_cast<double>(steps_max)) {
      return too_much(place, "range gives at most 1000000 rows");
    }
    const std::int64_t rows = steps < 0 ? 0 : static_cast<std::int64_t>(steps) + 1;
    Relation result;
    result.plan = std::make_shared<Select>();
    result.plan->table = "numbers(" + std::to_string(rows) + ")";
    const std::string value =
        sql("(toInt64($0) + toInt64(t.number) * $1)", {sql_whole(*from), sql_whole(*step)});
    const bool moment = bound[0].type == Type::datetime;
    const Type type = bound[0].type == Type::integer ? Type::long_integer : bound[0].type;
    const Scalar scalar =
        make_scalar(moment ? datetime_of_ticks(value) : value, type, /*nullable=*/false);
    result.columns.push_back(binder.column(result, name_, scalar));
    return result;
  }

 private:
  std::string name_;
  std::vector<ExpressionPtr> bounds_;
};

struct TypedName {
  std::string name;
  Type type = Type::text;
};

class Datatable final : public Operator {
 public:
  Datatable(Place where, std::vector<TypedName> columns, std::vector<ExpressionPtr> cells)
      : Operator(where), columns_(std::move(columns)), cells_(std::move(cells)) {}

  Checked<Relation> bind(Binder& binder, Relation, const Station& station) const override {
    std::vector<std::string> rows;
    const std::size_t width = columns_.size();
    for (std::size_t i = 0; i + width <= cells_.size(); i += width) {
      std::vector<std::string> row;
      for (std::size_t j = 0; j < width; ++j) {
        Scalar cell = TRY(binder.scalar(*cells_[i + j], {.row = nullptr, .scope = station.scope}));
        if (!is_constant(cell)) return wrong(cells_[i + j]->place, "a cell must be a constant");
        cell = converted(cell, columns_[j].type);
        row.push_back(canonical_sql(cell, /*nullable=*/true));
      }
      rows.push_back("tuple(" + joined(row) + ")");
    }
    Relation result;
    result.plan = std::make_shared<Select>();
    const bool empty = rows.empty();
    if (empty) rows.push_back(row_of_nulls());
    auto inner = std::make_shared<Select>();
    const std::string row = binder.fresh_id();
    inner->items.push_back({row, "arrayJoin([" + joined(rows) + "])"});
    result.plan->child = std::move(inner);
    if (empty) result.plan->where.emplace_back("false");
    for (std::size_t j = 0; j < width; ++j) {
      const Scalar value = make_scalar(sql("tupleElement($0, $1)", {row, std::to_string(j + 1)}),
                                       columns_[j].type, /*nullable=*/true);
      result.columns.push_back(binder.column(result, columns_[j].name, value));
    }
    return result;
  }

 private:
  std::string row_of_nulls() const {
    std::vector<std::string> row;
    for (const TypedName& column : columns_) row.push_back(null_of(column.type).sql);
    return "tuple(" + joined(row) + ")";
  }

  std::vector<TypedName> columns_;
  std::vector<ExpressionPtr> cells_;
};

}  // namespace

Checked<OperatorPtr> parse_print(Parser& parser, Place place) {
  return std::make_shared<Print>(place, TRY(parser.assignments()));
}

Checked<OperatorPtr> parse_range(Parser& parser, Place place) {
  std::string name = TRY(parser.name());
  std::vector<ExpressionPtr> bounds;
  for (const char* word : {"from", "to", "step"}) {
    TRY(parser.expect_name(word));
    bounds.push_back(TRY(parser.expression()));
  }
  return std::make_shared<Range>(place, std::move(name), std::move(bounds));
}

Checked<OperatorPtr> parse_datatable(Parser& parser, Place place) {
  std::vector<TypedName> columns;
  TRY(parser.expect("("));
  while (!parser.peek().is(")")) {
    TypedName column{.name = TRY(parser.name())};
    TRY(parser.expect(":"));
    column.type = TRY(parser.type_name());
    columns.push_back(std::move(column));
    if (!parser.accept(",")) break;
  }
  TRY(parser.expect(")"));
  if (columns.empty()) return wrong(place, "a datatable needs a column", "name:type");
  TRY(parser.expect("["));
  std::vector<ExpressionPtr> cells;
  while (!parser.peek().is("]")) {
    cells.push_back(TRY(parser.expression()));
    if (cells.size() > cells_max) return too_much(place, "a datatable may have 200000 cells");
    if (!parser.accept(",")) break;
  }
  TRY(parser.expect("]"));
  if (cells.size() % columns.size() != 0) {
    return wrong(place, "the last row of the datatable is not complete",
                 std::to_string(columns.size()) + " cells a row");
  }
  return std::make_shared<Datatable>(place, std::move(columns), std::move(cells));
}

}  // namespace backstamp::hunting::kql
