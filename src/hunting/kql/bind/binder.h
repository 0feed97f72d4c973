// Gives names their meaning and expressions their types: from the tree to the plan.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hunting/kql/bind/scalar.h"
#include "hunting/kql/look.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/plan/relation.h"
#include "hunting/kql/syntax/tree.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting::kql {

struct Scope;
using ScopePtr = std::shared_ptr<const Scope>;

// What a let or a parameter stands for: an expression, bound again at each use in the scope it was
// written in, or a value that was bound already. Scopes are lists: the newest name first.
struct Scope {
  std::string name;
  ExpressionPtr expression = {};
  ScopePtr defined_in = {};
  std::optional<Scalar> value = {};
  ScopePtr parent = {};
  bool parameter = false;  // hides columns too
};

struct Aggregation;

// What an expression may mention: columns of `row`, names of `scope`. Inside summarize no columns
// but through aggregates.
struct Names {
  const Relation* row = nullptr;
  ScopePtr scope = {};
  Aggregation* aggregation = nullptr;
};

// The aggregates of one summarize.
struct Aggregation {
  const Relation* input = nullptr;
  std::vector<Item> items = {};
};

struct BinderSettings {
  std::string database;        // a plain identifier
  std::int64_t now_ticks = 0;  // since 1970
  const std::vector<TableSpec>* tables = nullptr;
  Look look = {};  // where a query's columns hang on its rows; empty: such queries are refused
};

class Binder {
 public:
  explicit Binder(BinderSettings settings) : settings_(std::move(settings)) {}

  // Statements from first to last.
  Checked<Relation> query(const Statements& statements);

  Checked<Relation> table(const Expression& expression, const ScopePtr& scope);
  Checked<Scalar> scalar(const Expression& expression, const Names& names);
  // As the condition of a where.
  Checked<std::string> condition(const Expression& expression, const Names& names);
  // A constant whole number from 0 to `most`.
  Checked<std::int64_t> count(const Expression& expression, const ScopePtr& scope,
                              std::int64_t most);
  // Is it a table rather than a scalar?
  bool is_tabular(const Expression& expression, const Names& names) const;
  // (SELECT ...) of a table's first column.
  struct Subquery {
    std::string sql;  // with parentheses
    Scalar column;
  };
  Checked<Subquery> subquery(const Expression& expression, const ScopePtr& scope,
                             std::optional<std::int64_t> limit);

  std::string fresh_id() { return "c" + std::to_string(++last_id_); }
  // Makes the expression a column of the relation's plan (it is not yet among its columns).
  Column column(Relation& relation, std::string name, const Scalar& scalar);
  // The unknown column with the nearest known name.
  std::unexpected<Diagnostic> unknown(const Expression& name, const Names& names) const;

  void note(std::string text);
  const std::vector<std::string>& notes() const { return notes_; }
  std::int64_t now_ticks() const { return settings_.now_ticks; }
  const BinderSettings& settings() const { return settings_; }
  // Render's hint, where the query ends with one.
  std::string render;

 private:
  Checked<Relation> bind_table(const Expression& expression, const ScopePtr& scope);
  Checked<Relation> base_table(const TableSpec& spec);
  Checked<Relation> named_table(const Expression& expression, const ScopePtr& scope);
  Checked<Relation> called_table(const Expression& expression, const ScopePtr& scope);
  Checked<Relation> pipeline(const Expression& expression, const ScopePtr& scope);
  Checked<Scalar> bind_scalar(const Expression& expression, const Names& names);
  Checked<Scalar> name(const Expression& expression, const Names& names);
  Checked<Scalar> member(const Expression& expression, const Names& names);
  Checked<Scalar> index(const Expression& expression, const Names& names);
  Checked<Scalar> call(const Expression& expression, const Names& names);
  Checked<Scalar> logical(const Expression& expression, const Names& names);
  Checked<Scalar> binary(const Expression& expression, const Names& names);
  Checked<Scalar> any_column(const Expression& expression, const Names& names);
  Checked<ScopePtr> function_scope(const Expression& called, const Scope& binding,
                                   const Names& names);
  class Deeper;

  BinderSettings settings_;
  std::vector<std::string> notes_;
  int last_id_ = 0;
  int depth_ = 0;
  int tables_ = 0;
};

const Scope* find_in(const ScopePtr& scope, std::string_view name);
ScopePtr with_let(const Let& let, ScopePtr scope);
const Column* find_column(const Relation& relation, std::string_view name);

// The column's name for an expression without one (KQL's rules); "" for ColumnN.
std::string default_name(const Expression& expression);
// 95 or 99_9, as the columns of percentiles end.
std::string share_name(const Expression& share);
// `name`, or name1, name2, ... where the columns have it already.
std::string free_name(const std::vector<Column>& columns, std::string name);
// Column1, Column2, ... for what has no name.
std::string named_or_numbered(const std::vector<Column>& columns, const Expression& expression);

// bind/path.cpp: object.key and object[key].
Scalar member_of(const Scalar& object, const std::string& key);
Scalar element_of(const Scalar& object, const Scalar& index);
// bind/comparison.cpp
Checked<Scalar> compare(Binder& binder, Place place, const std::string& symbol, Scalar left,
                        Scalar right);
// bind/arithmetic.cpp
Checked<Scalar> calculate(Place place, const std::string& symbol, const Scalar& left,
                          const Scalar& right);
Checked<Scalar> negated(Place place, const Scalar& scalar);
// bind/text_operator.cpp: has, contains, startswith, matches regex, ... also their ! forms.
Checked<Scalar> text_operation(Place place, const std::string& word, const Scalar& left,
                               const Scalar& right);
std::string regex_for_engine(std::string_view pattern);
Checked<void> check_regex(Place place, const std::string& pattern);
// x has_any (needles) and x has_all (needles), over Array(String).
Checked<std::string> has_of_list(Place place, const std::string& text,
                                 const std::vector<std::string>& needles, bool all);
std::string has_of_array(const std::string& text, const std::string& array, bool all);
// bind/list.cpp: in, in~, has_any, has_all and their ! forms.
Checked<Scalar> in_list(Binder& binder, const Expression& expression, const Names& names);
// bind/between.cpp
Checked<Scalar> between(Binder& binder, const Expression& expression, const Names& names);

}  // namespace backstamp::hunting::kql
