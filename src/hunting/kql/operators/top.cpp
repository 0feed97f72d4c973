// top n by key: the first n rows of a sort.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Top final : public Operator {
 public:
  Top(Place where, ExpressionPtr count, std::vector<SortExpression> keys)
      : Operator(where), count_(std::move(count)), keys_(std::move(keys)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    const std::int64_t count = TRY(binder.count(*count_, station.scope, 1'000'000'000));
    input.order = TRY(bind_sort_keys(binder, input, keys_, station.scope));
    Select& select = input.open();
    select.order = input.order;
    select.limit = count;
    if (!input.carried.empty()) select.limit_by = {input.carried[0].id};
    return input;
  }

 private:
  ExpressionPtr count_;
  std::vector<SortExpression> keys_;
};

}  // namespace

Checked<OperatorPtr> parse_top(Parser& parser, Place place) {
  ExpressionPtr count = TRY(parser.expression());
  TRY(parser.expect_name("by"));
  return std::make_shared<Top>(place, std::move(count), TRY(parse_sort_keys(parser)));
}

}  // namespace backstamp::hunting::kql
