// project-rename new = old: in place.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Rename final : public Operator {
 public:
  Rename(Place where, std::vector<ExpressionPtr> pairs)
      : Operator(where), pairs_(std::move(pairs)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station&) const override {
    const Relation before = input;
    for (const ExpressionPtr& pair : pairs_) {
      const Expression& old = *pair->children[0];
      const Column* column = find_column(before, old.text);
      if (column == nullptr) return binder.unknown(old, {.row = &before, .scope = {}});
      const auto place_in = column - before.columns.data();
      input.columns[static_cast<std::size_t>(place_in)].name = pair->names[0];
    }
    return input;
  }

 private:
  std::vector<ExpressionPtr> pairs_;
};

}  // namespace

Checked<OperatorPtr> parse_project_rename(Parser& parser, Place place) {
  auto pairs = TRY(parser.assignments());
  for (const ExpressionPtr& pair : pairs) {
    const bool fits = pair->kind == Expression::Kind::assign && pair->names.size() == 1 &&
                      pair->children[0]->kind == Expression::Kind::name;
    if (!fits) return wrong(pair->place, "project-rename takes names", "new = old");
  }
  return std::make_shared<Rename>(place, std::move(pairs));
}

}  // namespace backstamp::hunting::kql
