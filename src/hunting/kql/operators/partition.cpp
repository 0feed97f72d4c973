// partition by: a query on the rows of each key apart. What comes out is what the query gives, of
// all keys together. As inside mv-apply, only operators that can work on many groups at once are
// taken.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Partition final : public Operator {
 public:
  Partition(Place where, ExpressionPtr key, std::vector<OperatorPtr> steps)
      : Operator(where), key_(std::move(key)), steps_(std::move(steps)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    if (!input.carried.empty()) return wrong(place, "partition inside mv-apply is not supported");
    const Scalar key = TRY(binder.scalar(*key_, {.row = &input, .scope = station.scope}));
    if (key.type == Type::dynamic) {
      return wrong(key_->place, "rows can't be parted by a dynamic", "tostring(...)");
    }
    input.open();
    input.carried.push_back(binder.column(input, "", key));
    input.order.clear();
    for (const OperatorPtr& step : steps_) {
      input = TRY(step->bind(binder, std::move(input), station));
      if (input.carried.empty()) {
        return wrong(step->place, "this operator is not supported inside partition",
                     "where, extend, project, summarize, sort, top or take");
      }
    }
    input.carried.clear();
    input.order.clear();
    return input;
  }

 private:
  ExpressionPtr key_;
  std::vector<OperatorPtr> steps_;
};

}  // namespace

Checked<OperatorPtr> parse_partition(Parser& parser, Place place) {
  TRY(parser.skip_hints());
  TRY(parser.expect_name("by"));
  // A name alone: with the parenthesis behind it it would be a call.
  auto key = make_expression(Expression::Kind::name, parser.peek().place);
  key->text = TRY(parser.name());
  if (parser.peek().is("{")) {
    return wrong(parser.peek().place, "partition with a query in braces is not supported",
                 "( operators on the rows of a key )");
  }
  TRY(parser.expect("("));
  std::vector<OperatorPtr> steps = TRY(parser.operators_from_name());
  TRY(parser.expect(")"));
  return std::make_shared<Partition>(place, std::move(key), std::move(steps));
}

}  // namespace backstamp::hunting::kql
