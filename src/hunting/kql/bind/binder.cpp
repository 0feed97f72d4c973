#include "hunting/kql/bind/binder.h"

#include "hunting/kql/aggregates/aggregates.h"
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

constexpr int depth_max = 200;
constexpr int tables_max = 256;
constexpr std::size_t notes_max = 32;
constexpr std::size_t lets_max = 500;

bool is_id(std::string_view text) {
  return text.size() > 1 && text[0] == 'c' &&
         text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

class Binder::Deeper {
 public:
  explicit Deeper(Binder& binder) : binder_(binder) { ++binder_.depth_; }
  ~Deeper() { --binder_.depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  bool too_deep() const { return binder_.depth_ > depth_max; }

 private:
  Binder& binder_;
};

const Scope* find_in(const ScopePtr& scope, std::string_view name) {
  for (const Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
    if (at->name == name) return at;
  }
  return nullptr;
}

ScopePtr with_let(const Let& let, ScopePtr scope) {
  return std::make_shared<Scope>(Scope{.name = let.name,
                                       .expression = let.value,
                                       .defined_in = scope,
                                       .value = {},
                                       .parent = scope});
}

// Products differ in what they call a few columns; so do their queries.
const Column* find_column(const Relation& relation, std::string_view name) {
  const Column* found = relation.find(name);
  if (found == nullptr && name == "TimeGenerated") found = relation.find("Timestamp");
  if (found == nullptr && name == "ISP") found = relation.find("Isp");
  return found;
}

void Binder::note(std::string text) {
  if (notes_.size() < notes_max && std::ranges::find(notes_, text) == notes_.end()) {
    notes_.push_back(std::move(text));
  }
}

Checked<Relation> Binder::query(const Statements& statements) {
  if (statements.lets.size() > lets_max) {
    return too_much(statements.lets[lets_max].place, "a query may have 500 lets");
  }
  for (const std::string& text : statements.notes) note(text);
  ScopePtr scope;
  for (const Let& let : statements.lets) scope = with_let(let, scope);
  const Names names{.row = nullptr, .scope = scope};
  if (is_tabular(*statements.query, names)) return table(*statements.query, scope);
  if (statements.query->kind == Expression::Kind::name) return unknown(*statements.query, names);
  return wrong(statements.query->place, "this is no table", "a table, or print");
}

bool Binder::is_tabular(const Expression& expression, const Names& names) const {
  switch (expression.kind) {
    case Expression::Kind::pipeline: return true;
    case Expression::Kind::function: return is_tabular(*expression.children[0], names);
    case Expression::Kind::name:
    case Expression::Kind::call: {
      const bool called = expression.kind == Expression::Kind::call;
      if (!called && names.row != nullptr && find_column(*names.row, expression.text) != nullptr) {
        return false;
      }
      if (const Scope* found = find_in(names.scope, expression.text)) {
        if (found->value) return false;
        return is_tabular(*found->expression, {.row = nullptr, .scope = found->defined_in});
      }
      if (called) return is_table_function(expression.text);
      return std::ranges::any_of(*settings_.tables, [&](const TableSpec& spec) {
        return spec.name == expression.text && !spec.internal;
      });
    }
    default: return false;
  }
}

Checked<Relation> Binder::table(const Expression& expression, const ScopePtr& scope) {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return too_much(expression.place, "the query nests too deeply");
  if (++tables_ > tables_max) {
    return too_much(expression.place, "the query reads more than 256 tables, lets counted again");
  }
  return bind_table(expression, scope);
}

Checked<Relation> Binder::bind_table(const Expression& expression, const ScopePtr& scope) {
  switch (expression.kind) {
    case Expression::Kind::name: return named_table(expression, scope);
    case Expression::Kind::call: return called_table(expression, scope);
    case Expression::Kind::pipeline: return pipeline(expression, scope);
    case Expression::Kind::function: return table(*expression.children[0], scope);
    case Expression::Kind::member:  // workspace("x").EmailEvents
      if (expression.children[0]->kind == Expression::Kind::call) {
        return called_table(*expression.children[0], scope);
      }
      [[fallthrough]];
    default: return wrong(expression.place, "this is no table", "a table's name or ( query )");
  }
}

Checked<Relation> Binder::named_table(const Expression& expression, const ScopePtr& scope) {
  if (const Scope* found = find_in(scope, expression.text)) {
    if (found->value) return wrong(expression.place, expression.text + " is no table");
    Relation relation = TRY(table(*found->expression, found->defined_in));
    relation.name = expression.text;
    return relation;
  }
  std::vector<std::string> known;
  for (const TableSpec& spec : *settings_.tables) {
    if (spec.internal) continue;
    if (spec.name == expression.text) return base_table(spec);
    known.push_back(spec.name);
  }
  for (const Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
    known.push_back(at->name);
  }
  return wrong(expression.place, "there is no table " + expression.text, "",
               nearest_name(expression.text, known));
}

Checked<Relation> Binder::called_table(const Expression& expression, const ScopePtr& scope) {
  const Scope* found = find_in(scope, expression.text);
  if (found != nullptr && found->expression &&
      found->expression->kind == Expression::Kind::function) {
    const ScopePtr inner =
        TRY(function_scope(expression, *found, {.row = nullptr, .scope = scope}));
    Relation relation = TRY(table(*found->expression->children[0], inner));
    relation.name = expression.text;
    return relation;
  }
  return bind_table_function(*this, expression, scope);
}

Checked<Relation> Binder::base_table(const TableSpec& spec) {
  Relation relation;
  relation.name = spec.name;
  relation.plan = std::make_shared<Select>();
  relation.plan->table = settings_.database + "." + spec.name;
  for (const ColumnSpec& column : spec.columns) {
    const Type type = type_of_name(column.type).value_or(Type::text);
    const std::string stored = "t." + column.name;
    Item item{.id = fresh_id(), .sql = stored};
    if (is_whole(type) && column.stored.starts_with("UInt")) {
      item.sql = "CAST(" + stored + " AS " + sql_type(type, false) + ")";
    } else if (type == Type::dynamic && column.stored.starts_with("Array")) {
      item.sql = "toJSONString(" + stored + ")";
    }
    relation.columns.push_back({.name = column.name,
                                .type = type,
                                .nullable = column.stored.starts_with("Nullable"),
                                .id = item.id});
    relation.plan->items.push_back(std::move(item));
  }
  return relation;
}

Checked<Relation> Binder::pipeline(const Expression& expression, const ScopePtr& scope) {
  Relation relation;
  auto before = std::make_shared<Expression>();
  before->kind = Expression::Kind::pipeline;
  before->place = expression.place;
  before->children = expression.children;
  if (!expression.children.empty()) relation = TRY(table(*expression.children[0], scope));
  ScopePtr inner = scope;
  for (const OperatorPtr& step : expression.operators) {
    const auto prefix = std::make_shared<const Expression>(*before);
    relation = TRY(step->bind(*this, std::move(relation), {.scope = inner, .before = prefix}));
    before->operators.push_back(step);
    if (const std::string name = step->names_table(); !name.empty()) {
      const auto named = std::make_shared<const Expression>(*before);
      inner = std::make_shared<Scope>(
          Scope{.name = name, .expression = named, .defined_in = inner, .parent = inner});
    }
  }
  return relation;
}

Checked<ScopePtr> Binder::function_scope(const Expression& called, const Scope& binding,
                                         const Names& names) {
  const Expression& function = *binding.expression;
  ScopePtr inner = binding.defined_in;
  if (called.children.size() > function.parameters.size()) {
    return wrong(called.place, called.text + " takes " +
                                   std::to_string(function.parameters.size()) + " arguments");
  }
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const Parameter& parameter = function.parameters[i];
    const ExpressionPtr given =
        i < called.children.size() ? called.children[i] : parameter.standard;
    if (!given) return wrong(called.place, called.text + " needs an argument " + parameter.name);
    Scope argument{.name = parameter.name,
                   .expression = {},
                   .defined_in = {},
                   .value = {},
                   .parent = inner,
                   .parameter = true};
    if (parameter.tabular) {
      argument.expression = given;
      argument.defined_in = names.scope;
    } else {
      Scalar value = TRY(scalar(*given, names));
      if (value.type != parameter.type) value = converted(value, parameter.type);
      argument.value = std::move(value);
    }
    inner = std::make_shared<Scope>(std::move(argument));
  }
  for (const Let& let : function.lets) inner = with_let(let, inner);
  return inner;
}

Column Binder::column(Relation& relation, std::string name, const Scalar& scalar) {
  Column column{
      .name = std::move(name), .type = scalar.type, .nullable = scalar.nullable, .id = scalar.sql};
  if (is_id(scalar.sql)) return column;
  column.id = fresh_id();
  relation.plan->items.push_back({column.id, scalar.sql});
  return column;
}

Checked<std::string> Binder::condition(const Expression& expression, const Names& names) {
  Scalar bound = TRY(scalar(expression, names));
  if (bound.type == Type::dynamic || is_number(bound.type)) {
    bound = converted(bound, Type::boolean);
  }
  if (bound.type != Type::boolean) {
    return wrong(expression.place, "this is a " + std::string(name_of(bound.type)),
                 "a condition that is true or false");
  }
  return std::move(bound.sql);
}

Checked<std::int64_t> Binder::count(const Expression& expression, const ScopePtr& scope,
                                    std::int64_t most) {
  const Scalar bound = TRY(scalar(expression, {.row = nullptr, .scope = scope}));
  const auto number = constant_whole(bound);
  if (!number || !is_whole(bound.type) || *number < 0 || *number > most) {
    return wrong(expression.place, "this is no number that can be used here",
                 "a constant from 0 to " + std::to_string(most));
  }
  return *number;
}

Checked<Binder::Subquery> Binder::subquery(const Expression& expression, const ScopePtr& scope,
                                           std::optional<std::int64_t> limit) {
  Relation relation = TRY(table(expression, scope));
  if (relation.columns.empty()) return wrong(expression.place, "this table has no columns");
  const Column first = relation.columns.front();
  Scalar value = make_scalar(first.id, first.type, first.nullable);
  if (limit && !relation.order.empty()) {
    Select& sorted = relation.fresh();
    sorted.order = relation.order;
    sorted.limit = *limit;
  }
  std::string text = TRY(write_subquery(*relation.plan, value.sql));
  if (limit) text += " LIMIT " + std::to_string(*limit);
  value.sql = with_inner_ids(value.sql);
  return Subquery{.sql = "(" + text + ")", .column = value};
}

std::unexpected<Diagnostic> Binder::unknown(const Expression& name, const Names& names) const {
  std::vector<std::string> known;
  if (names.row != nullptr) {
    for (const Column& column : names.row->columns) known.push_back(column.name);
  }
  for (const Scope* at = names.scope.get(); at != nullptr; at = at->parent.get()) {
    known.push_back(at->name);
  }
  if (names.row == nullptr) {
    for (const TableSpec& spec : *settings_.tables) {
      if (!spec.internal) known.push_back(spec.name);
    }
  }
  const std::string what = names.row != nullptr ? "there is no column " : "unknown name ";
  return wrong(name.place, what + name.text, "", nearest_name(name.text, known));
}

}  // namespace backstamp::hunting::kql
