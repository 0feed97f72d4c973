// take and limit: any n rows, or the first n of a sort. sample: n rows by chance.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Take final : public Operator {
 public:
  Take(Place where, ExpressionPtr count, bool by_chance)
      : Operator(where), count_(std::move(count)), by_chance_(by_chance) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    const std::int64_t count = TRY(binder.count(*count_, station.scope, 1'000'000'000));
    Select& select = input.open();
    if (by_chance_) {
      input.order = {{.id = binder.fresh_id(), .descending = false, .nulls_first = {}}};
      select.items.push_back({input.order[0].id, "rand()"});
    }
    select.order = input.order;
    select.limit = count;
    if (!input.carried.empty()) select.limit_by = {input.carried[0].id};
    if (by_chance_) input.order.clear();
    return input;
  }

 private:
  ExpressionPtr count_;
  bool by_chance_;
};

}  // namespace

Checked<OperatorPtr> parse_take(Parser& parser, Place place) {
  return std::make_shared<Take>(place, TRY(parser.expression()), /*by_chance=*/false);
}

Checked<OperatorPtr> parse_sample(Parser& parser, Place place) {
  return std::make_shared<Take>(place, TRY(parser.expression()), /*by_chance=*/true);
}

}  // namespace backstamp::hunting::kql
