// A table while a query is bound: its columns as the query sees them, and the plan that gives them.
#pragma once

#include <string>
#include <vector>

#include "hunting/kql/plan/select.h"
#include "hunting/kql/value.h"

namespace backstamp::hunting::kql {

struct Column {
  std::string name;
  Type type = Type::text;
  bool nullable = false;
  std::string id = {};
};

struct Relation {
  std::vector<Column> columns;
  SelectPtr plan;
  std::vector<SortKey> order;  // how its rows are sorted; not yet in the plan
  std::string name;            // of the table or let it is, for withsource
  // Inside mv-apply: the columns of the outer row, the first being its number. Operators that work
  // on several rows do so for each outer row apart.
  std::vector<Column> carried;

  const Column* find(std::string_view column) const;  // nullptr when there is none

  // The plan as one that may be added to.
  Select& open();
  // A SELECT of its own over all that is there.
  Select& fresh();
  void where(std::string condition);
};

}  // namespace backstamp::hunting::kql
