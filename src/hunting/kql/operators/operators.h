// The tabular operators. Each is a file of its own with a parse_... function; operators.cpp lists
// them. A source begins a query (union, print), an operator stands behind a pipe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hunting/kql/diagnostic.h"
#include "hunting/kql/plan/relation.h"
#include "hunting/kql/syntax/parser.h"

namespace backstamp::hunting::kql {

class Binder;
struct Scope;
using ScopePtr = std::shared_ptr<const Scope>;

// Where an operator stands: what its names mean, and all that comes before it, to be bound again.
struct Station {
  ScopePtr scope;
  ExpressionPtr before;
};

class Operator {
 public:
  explicit Operator(Place where) : place(where) {}
  virtual ~Operator() = default;
  // `input` is empty (no plan) for a source.
  virtual Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const = 0;
  // What later operators may call all rows up to here; "" for most.
  virtual std::string names_table() const { return {}; }
  const Place place;
};

struct OperatorParser {
  std::string_view name;
  Checked<OperatorPtr> (*parse)(Parser&, Place);  // behind the name
};

struct SourceParser {
  std::string_view name;
  bool (*begins_at)(const Parser&);  // at the name: a column may be called so too
  Checked<OperatorPtr> (*parse)(Parser&, Place);
};

const OperatorParser* operator_parser(std::string_view name);  // nullptr: there is none
const SourceParser* source_parser(std::string_view name);
std::vector<std::string> operator_names();

}  // namespace backstamp::hunting::kql
