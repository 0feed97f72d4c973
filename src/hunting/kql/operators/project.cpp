// project: these columns and no others, each seeing the input only.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Project final : public Operator {
 public:
  Project(Place where, std::vector<ExpressionPtr> list) : Operator(where), list_(std::move(list)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    std::vector<Column> columns;
    std::vector<Scalar> values;
    bool window = false;
    for (const ExpressionPtr& item : list_) {
      const bool given = item->kind == Expression::Kind::assign;
      if (given && item->names.size() > 1) {
        return wrong(item->place, "several names for one value are not supported");
      }
      const Expression& value = given ? *item->children[0] : *item;
      std::string name = given ? item->names[0] : default_name(value);
      values.push_back(TRY(binder.scalar(value, {.row = &input, .scope = station.scope})));
      window = window || values.back().sql.contains(" OVER (");
      if (name.empty()) name = named_or_numbered(columns, value);
      if (std::ranges::find(columns, name, &Column::name) != columns.end()) {
        return wrong(item->place, "the column " + name + " comes twice");
      }
      columns.push_back({.name = std::move(name), .id = {}});
    }
    input.open();
    if (window && !input.plan->where.empty()) input.fresh();
    for (std::size_t i = 0; i < values.size(); ++i) {
      columns[i] = binder.column(input, columns[i].name, values[i]);
    }
    if (window) input.fresh();
    input.columns = std::move(columns);
    return input;
  }

 private:
  std::vector<ExpressionPtr> list_;
};

}  // namespace

Checked<OperatorPtr> parse_project(Parser& parser, Place place) {
  return std::make_shared<Project>(place, TRY(parser.assignments()));
}

}  // namespace backstamp::hunting::kql
