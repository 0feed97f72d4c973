// count: how many rows there are.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Count final : public Operator {
 public:
  using Operator::Operator;

  Checked<Relation> bind(Binder& binder, Relation input, const Station&) const override {
    if (!input.carried.empty()) {
      return wrong(place, "count inside mv-apply is not supported", "summarize");
    }
    Select& select = input.fresh();
    select.grouped = true;
    const std::string id = binder.fresh_id();
    select.items.push_back({id, "toInt64(count())"});
    input.columns = {{.name = "Count", .type = Type::long_integer, .nullable = false, .id = id}};
    input.order.clear();
    return input;
  }
};

}  // namespace

Checked<OperatorPtr> parse_count(Parser&, Place place) { return std::make_shared<Count>(place); }

}  // namespace backstamp::hunting::kql
