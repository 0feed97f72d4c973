#include "hunting/kql/plan/relation.h"

namespace backstamp::hunting::kql {

const Column* Relation::find(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

Select& Relation::open() {
  if (!plan->open()) fresh();
  ++plan->layers;
  return *plan;
}

Select& Relation::fresh() {
  auto outer = std::make_shared<Select>();
  outer->child = std::move(plan);
  plan = std::move(outer);
  return *plan;
}

void Relation::where(std::string condition) { open().where.push_back(std::move(condition)); }

}  // namespace backstamp::hunting::kql
