// mv-apply: expands an array and runs a query on the elements of each row apart. The outer row's
// columns come out beside what the query gives.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Apply final : public Operator {
 public:
  Apply(Place where, std::vector<ExpansionPart> parts, std::vector<OperatorPtr> steps)
      : Operator(where), parts_(std::move(parts)), steps_(std::move(steps)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    if (!input.carried.empty()) return wrong(place, "mv-apply inside mv-apply is not supported");
    const std::string number = binder.fresh_id();
    input.fresh().items.push_back({number, "row_number() OVER ()"});
    input.fresh();
    const std::vector<Column> outer = input.columns;
    Relation rows = TRY(bind_expansion(binder, std::move(input), station, parts_));
    rows.carried.push_back({.name = "", .type = Type::long_integer, .id = number});
    for (const Column& column : outer) {
      // The element stands where the array stood.
      const bool expanded = std::ranges::any_of(parts_, [&](const ExpansionPart& part) {
        const std::string name = part.name.empty() ? default_name(*part.value) : part.name;
        return name == column.name;
      });
      if (!expanded) rows.carried.push_back(column);
    }
    rows.order.clear();
    for (const OperatorPtr& step : steps_) {
      rows = TRY(step->bind(binder, std::move(rows), station));
      if (rows.carried.empty()) {
        return wrong(step->place, "this operator is not supported inside mv-apply",
                     "where, extend, project, summarize, sort, top or take");
      }
    }
    binder.note("mv-apply leaves out rows whose array is empty");
    return together(std::move(rows));
  }

 private:
  // The outer columns, and behind them what the query has made.
  static Relation together(Relation rows) {
    std::vector<Column> columns(rows.carried.begin() + 1, rows.carried.end());
    for (const Column& column : rows.columns) {
      const auto found = std::ranges::find(columns, column.name, &Column::name);
      if (found != columns.end()) {
        *found = column;
      } else {
        columns.push_back(column);
      }
    }
    rows.columns = std::move(columns);
    rows.carried.clear();
    rows.order.clear();
    return rows;
  }

  std::vector<ExpansionPart> parts_;
  std::vector<OperatorPtr> steps_;
};

}  // namespace

Checked<OperatorPtr> parse_mv_apply(Parser& parser, Place place) {
  std::vector<ExpansionPart> parts;
  do {
    parts.push_back(TRY(parse_expansion_part(parser)));
  } while (parser.accept(","));
  TRY(parser.expect_name("on"));
  TRY(parser.expect("("));
  std::vector<OperatorPtr> steps = TRY(parser.operators_from_name());
  TRY(parser.expect(")"));
  return std::make_shared<Apply>(place, std::move(parts), std::move(steps));
}

}  // namespace backstamp::hunting::kql
