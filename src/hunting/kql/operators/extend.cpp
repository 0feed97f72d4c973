// extend: columns added, or replaced where the name is there.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/functions/functions.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Extend final : public Operator {
 public:
  Extend(Place where, std::vector<ExpressionPtr> assignments)
      : Operator(where), assignments_(std::move(assignments)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    TRY(extend_with(binder, input, assignments_, station.scope));
    return input;
  }

 private:
  std::vector<ExpressionPtr> assignments_;
};

}  // namespace

Checked<void> extend_with(Binder& binder, Relation& relation,
                          const std::vector<ExpressionPtr>& assignments, const ScopePtr& scope) {
  std::vector<Column> added;
  std::vector<std::pair<std::string, Scalar>> values;
  std::vector<Column> named = relation.columns;
  bool window = false;
  for (const ExpressionPtr& assignment : assignments) {
    const bool given = assignment->kind == Expression::Kind::assign;
    const Expression& value = given ? *assignment->children[0] : *assignment;
    if (gives_series(value)) {
      auto series = TRY(bind_series(binder, value, relation, scope));
      for (std::size_t i = 0; i < series.size(); ++i) {
        if (given && i >= assignment->names.size()) break;
        std::string name = given ? assignment->names[i] : std::move(series[i].name);
        named.push_back({.name = name, .id = {}});
        values.emplace_back(std::move(name), std::move(series[i].value));
      }
      continue;
    }
    if (given && assignment->names.size() > 1) {
      return wrong(assignment->place, "several names for one value are not supported");
    }
    Scalar bound = TRY(binder.scalar(value, {.row = &relation, .scope = scope}));
    window = window || bound.sql.contains(" OVER (");
    std::string name = given ? assignment->names[0] : named_or_numbered(named, value);
    if (std::ranges::any_of(values, [&](const auto& one) { return one.first == name; })) {
      return wrong(assignment->place, "the column " + name + " comes twice");
    }
    named.push_back({.name = name, .id = {}});
    values.emplace_back(std::move(name), std::move(bound));
  }
  relation.open();
  // What a window has counted must not be merged with a later condition.
  if (window && !relation.plan->where.empty()) relation.fresh();
  for (const auto& [name, value] : values) {
    added.push_back(binder.column(relation, name, value));
  }
  if (window) relation.fresh();
  for (Column& column : added) {
    const auto found = std::ranges::find(relation.columns, column.name, &Column::name);
    if (found != relation.columns.end()) {
      *found = std::move(column);
    } else {
      relation.columns.push_back(std::move(column));
    }
  }
  return {};
}

Checked<OperatorPtr> parse_extend(Parser& parser, Place place) {
  return std::make_shared<Extend>(place, TRY(parser.assignments()));
}

}  // namespace backstamp::hunting::kql
