#include "hunting/kql/aggregates/aggregates.h"

#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::string_view of_several_columns[] = {"arg_max",  "arg_min", "argmax",     "argmin",
                                                   "take_any", "any",     "percentiles"};

const Aggregate* aggregate_named(std::string_view name) {
  for (const auto& family : {counting_aggregates(), number_aggregates(), collecting_aggregates(),
                             choosing_aggregates()}) {
    for (const Aggregate& aggregate : family) {
      if (aggregate.name == name) return &aggregate;
    }
  }
  return nullptr;
}

}  // namespace

std::string AggregateCall::applied(std::string_view name, const std::string& parts) const {
  if (condition.empty()) return sql("$0($1)", {name, parts});
  return sql("$0If($1$2$3)", {name, parts, parts.empty() ? "" : ", ", condition});
}

bool is_aggregate(std::string_view name) {
  return aggregate_named(name) != nullptr ||
         std::ranges::find(of_several_columns, name) != std::end(of_several_columns);
}

std::string aggregate_name(std::string_view name, const std::string& argument) {
  const Aggregate* aggregate = aggregate_named(name);
  if (name == "take_any" || name == "any" || name == "take_anyif") return argument;
  const std::string prefix = aggregate != nullptr ? std::string(aggregate->prefix)
                             : name == "arg_max"  ? "max"
                             : name == "arg_min"  ? "min"
                                                  : std::string(name);
  return prefix + "_" + (name == "count" || name == "countif" ? "" : argument);
}

Checked<Scalar> bind_aggregate(Binder& binder, const Expression& call, const Names& names) {
  const Aggregate* aggregate = aggregate_named(call.text);
  if (aggregate == nullptr) {
    return wrong(call.place, call.text + "() gives columns and can't stand in an expression");
  }
  const std::size_t count = call.children.size();
  if (count < aggregate->arguments_min || count > aggregate->arguments_max) {
    return wrong(call.place, call.text + "() has " + std::to_string(count) + " arguments",
                 std::to_string(aggregate->arguments_min) + " to " +
                     std::to_string(aggregate->arguments_max));
  }
  Aggregation* aggregation = names.aggregation;
  const Names inside{.row = aggregation->input, .scope = names.scope};
  AggregateCall bound{
      .binder = binder, .syntax = call, .names = inside, .arguments = {}, .condition = {}};
  const std::size_t condition_at = count == 1 ? 0 : 1;
  for (std::size_t i = 0; i < count; ++i) {
    if (aggregate->has_condition && i == condition_at) {
      bound.condition = "ifNull(" + TRY(binder.condition(*call.children[i], inside)) + ", 0)";
    } else if (call.children[i]->kind == Expression::Kind::star) {
      return wrong(call.place, call.text + "() takes no *");
    } else {
      bound.arguments.push_back(TRY(binder.scalar(*call.children[i], inside)));
    }
  }
  Scalar result = TRY(aggregate->bind(bound));
  const std::string id = binder.fresh_id();
  aggregation->items.push_back({id, result.sql});
  return make_scalar(id, result.type, result.nullable);
}

}  // namespace backstamp::hunting::kql
