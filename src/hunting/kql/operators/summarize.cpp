// summarize aggregates by keys: one row for each combination of keys, nulls too.
#include "hunting/kql/aggregates/aggregates.h"
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

struct Result {
  std::string name;
  Scalar value;
};

class Summarize final : public Operator {
 public:
  Summarize(Place where, std::vector<ExpressionPtr> aggregates, std::vector<ExpressionPtr> keys)
      : Operator(where), aggregates_(std::move(aggregates)), keys_(std::move(keys)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    std::vector<Column> keys = TRY(bind_keys(binder, input, station.scope));
    number_rows(binder, input);
    Aggregation aggregation{.input = &input, .items = {}};
    const Names names{.row = nullptr, .scope = station.scope, .aggregation = &aggregation};
    std::vector<Result> results;
    for (const ExpressionPtr& aggregate : aggregates_) {
      TRY(bind_aggregates(binder, *aggregate, names, keys, results));
    }
    Select& grouped = input.fresh();
    grouped.grouped = true;
    for (const Column& key : keys) grouped.group_by.push_back(key.id);
    grouped.items = std::move(aggregation.items);
    carry(binder, input, grouped);
    input.columns = keys;
    input.order.clear();
    input.open();
    for (const Result& result : results) {
      input.columns.push_back(
          binder.column(input, free_name(input.columns, result.name), result.value));
    }
    return input;
  }

 private:
  Checked<std::vector<Column>> bind_keys(Binder& binder, Relation& input,
                                         const ScopePtr& scope) const {
    std::vector<Column> keys;
    input.open();
    for (const ExpressionPtr& key : keys_) {
      const bool given = key->kind == Expression::Kind::assign;
      const Expression& value = given ? *key->children[0] : *key;
      const Scalar bound = TRY(binder.scalar(value, {.row = &input, .scope = scope}));
      if (bound.type == Type::dynamic) {
        return wrong(value.place, "rows can't be grouped by a dynamic", "tostring(...)");
      }
      const std::string name = given ? key->names[0] : named_or_numbered(keys, value);
      keys.push_back(binder.column(input, name, bound));
    }
    return keys;
  }

  // Each outer row of an mv-apply is summarized apart and keeps its columns.
  static void carry(Binder& binder, Relation& input, Select& grouped) {
    if (input.carried.empty()) return;
    grouped.group_by.push_back(input.carried[0].id);
    for (std::size_t i = 1; i < input.carried.size(); ++i) {
      Column& column = input.carried[i];
      const std::string id = binder.fresh_id();
      grouped.items.push_back({id, "any(" + column.id + ")"});
      column.id = id;
    }
  }

  // Lists keep the order of a sort: the rows are numbered in it.
  static void number_rows(Binder& binder, Relation& input) {
    if (input.order.empty()) return;
    Select& select = input.fresh();
    const std::string id = binder.fresh_id();
    select.items.push_back({id, "row_number() OVER (" + order_clause(input.order) + ")"});
    input.columns.push_back(
        {.name = "$place", .type = Type::long_integer, .nullable = false, .id = id});
  }

  static Checked<void> bind_aggregates(Binder& binder, const Expression& aggregate,
                                       const Names& names, const std::vector<Column>& keys,
                                       std::vector<Result>& results) {
    const bool given = aggregate.kind == Expression::Kind::assign;
    const Expression& value = given ? *aggregate.children[0] : aggregate;
    if (gives_columns(value)) {
      std::vector<std::string> by;
      for (const Column& key : keys) by.push_back(key.name);
      auto columns = TRY(bind_columns_aggregate(
          binder, value, names, by, given ? aggregate.names : std::vector<std::string>()));
      for (NamedScalar& column : columns) {
        results.push_back({column.name, std::move(column.value)});
      }
      return {};
    }
    if (given && aggregate.names.size() > 1) {
      return wrong(aggregate.place, "several names for one value are not supported");
    }
    Scalar bound = TRY(binder.scalar(value, names));
    std::vector<Column> known = keys;
    for (const Result& result : results) known.push_back({.name = result.name, .id = {}});
    results.push_back(
        {given ? aggregate.names[0] : named_or_numbered(known, value), std::move(bound)});
    return {};
  }

  std::vector<ExpressionPtr> aggregates_, keys_;
};

}  // namespace

OperatorPtr make_summarize(Place place, std::vector<ExpressionPtr> aggregates,
                           std::vector<ExpressionPtr> keys) {
  return std::make_shared<Summarize>(place, std::move(aggregates), std::move(keys));
}

Checked<OperatorPtr> parse_summarize(Parser& parser, Place place) {
  TRY(parser.skip_hints());
  std::vector<ExpressionPtr> aggregates, keys;
  if (!parser.peek().is_name("by")) aggregates = TRY(parser.assignments());
  if (parser.accept_name("by")) keys = TRY(parser.assignments());
  return std::make_shared<Summarize>(place, std::move(aggregates), std::move(keys));
}

}  // namespace backstamp::hunting::kql
