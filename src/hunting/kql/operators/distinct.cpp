// distinct: each combination once. sample-distinct n of a: n of them.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Distinct final : public Operator {
 public:
  Distinct(Place where, std::vector<ExpressionPtr> list, ExpressionPtr count)
      : Operator(where), list_(std::move(list)), count_(std::move(count)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    if (!input.carried.empty()) {
      return wrong(place, "distinct inside mv-apply is not supported", "summarize");
    }
    std::vector<Column> columns;
    input.open();
    for (const ExpressionPtr& item : list_) {
      if (item->kind == Expression::Kind::star) {
        columns.insert(columns.end(), input.columns.begin(), input.columns.end());
        continue;
      }
      const Expression& value = item->kind == Expression::Kind::assign ? *item->children[0] : *item;
      const Scalar bound = TRY(binder.scalar(value, {.row = &input, .scope = station.scope}));
      const std::string name = item->kind == Expression::Kind::assign
                                   ? item->names[0]
                                   : named_or_numbered(columns, value);
      columns.push_back(binder.column(input, name, bound));
    }
    Select& select = input.fresh();
    // As groups: one column may stand there twice, and later SELECTs may ask for fewer.
    select.grouped = true;
    for (const Column& column : columns) select.group_by.push_back(column.id);
    if (count_) {
      select.limit = TRY(binder.count(*count_, station.scope, 1'000'000));
    }
    input.columns = std::move(columns);
    input.order.clear();
    return input;
  }

 private:
  std::vector<ExpressionPtr> list_;
  ExpressionPtr count_;
};

}  // namespace

Checked<OperatorPtr> parse_distinct(Parser& parser, Place place) {
  TRY(parser.skip_hints());
  return std::make_shared<Distinct>(place, TRY(parser.assignments()), nullptr);
}

Checked<OperatorPtr> parse_sample_distinct(Parser& parser, Place place) {
  ExpressionPtr count = TRY(parser.expression());
  TRY(parser.expect_name("of"));
  std::vector<ExpressionPtr> list;
  list.push_back(TRY(parser.expression()));
  return std::make_shared<Distinct>(place, std::move(list), std::move(count));
}

}  // namespace backstamp::hunting::kql
