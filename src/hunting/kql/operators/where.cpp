// where: the rows for which the condition is true; null is not.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Where final : public Operator {
 public:
  Where(Place where, ExpressionPtr condition) : Operator(where), condition_(std::move(condition)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    std::string condition =
        TRY(binder.condition(*condition_, {.row = &input, .scope = station.scope}));
    // A window must see all rows: what stands below it is not filtered by it.
    if (condition.contains(" OVER (")) {
      input.open().items.push_back({binder.fresh_id(), condition});
      condition = input.plan->items.back().id;
      input.fresh();
    }
    input.where(std::move(condition));
    return input;
  }

 private:
  ExpressionPtr condition_;
};

}  // namespace

Checked<OperatorPtr> parse_where(Parser& parser, Place place) {
  return std::make_shared<Where>(place, TRY(parser.expression()));
}

}  // namespace backstamp::hunting::kql
