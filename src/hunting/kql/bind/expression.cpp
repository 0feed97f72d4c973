#include "base/text.h"
#include "hunting/kql/aggregates/aggregates.h"
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

bool is_comparison(std::string_view text) {
  return text == "==" || text == "!=" || text == "<" || text == "<=" || text == ">" || text == ">=";
}

bool is_arithmetic(std::string_view text) {
  return text == "+" || text == "-" || text == "*" || text == "/" || text == "%";
}

}  // namespace

Checked<Scalar> Binder::scalar(const Expression& expression, const Names& names) {
  if (++depth_ > 200) {
    --depth_;
    return too_much(expression.place, "the query nests too deeply");
  }
  auto bound = bind_scalar(expression, names);
  --depth_;
  if (bound && bound->sql.size() > expression_bytes_max) {
    return too_much(expression.place, "this expression takes more than 512 KiB of SQL");
  }
  return bound;
}

Checked<Scalar> Binder::bind_scalar(const Expression& expression, const Names& names) {
  switch (expression.kind) {
    case Expression::Kind::literal: return constant_scalar(expression.constant, expression.type);
    case Expression::Kind::name: return name(expression, names);
    case Expression::Kind::member: return member(expression, names);
    case Expression::Kind::index: return index(expression, names);
    case Expression::Kind::call: return call(expression, names);
    case Expression::Kind::binary: return binary(expression, names);
    case Expression::Kind::in_list: return in_list(*this, expression, names);
    case Expression::Kind::between: return between(*this, expression, names);
    case Expression::Kind::unary: {
      const Scalar inner = TRY(scalar(*expression.children[0], names));
      return expression.text == "-" ? negated(expression.place, inner) : inner;
    }
    case Expression::Kind::pipeline:
      return wrong(expression.place, "a table stands where a value is needed", "toscalar(...)");
    case Expression::Kind::star: return wrong(expression.place, "* can't stand here", "a column");
    default: return wrong(expression.place, "this can't stand here", "an expression");
  }
}

Checked<Scalar> Binder::name(const Expression& expression, const Names& names) {
  const Scope* found = find_in(names.scope, expression.text);
  const bool parameter = found != nullptr && found->parameter && found->value;
  if (!parameter && names.row != nullptr) {
    if (const Column* column = find_column(*names.row, expression.text)) {
      return make_scalar(column->id, column->type, column->nullable);
    }
  }
  if (found == nullptr) {
    if (names.aggregation != nullptr && names.aggregation->input->find(expression.text)) {
      return wrong(expression.place, expression.text + " stands outside an aggregate",
                   "an aggregate such as take_any(" + expression.text + ")");
    }
    return unknown(expression, names);
  }
  if (found->value) return *found->value;
  if (is_tabular(*found->expression, {.row = nullptr, .scope = found->defined_in})) {
    return wrong(expression.place, expression.text + " is a table", "a value, or toscalar(...)");
  }
  if (found->expression->kind == Expression::Kind::function) {
    if (found->expression->parameters.empty()) return call(expression, names);
    return wrong(expression.place, expression.text + " is a function", expression.text + "()");
  }
  return scalar(*found->expression, {.row = nullptr, .scope = found->defined_in});
}

Checked<Scalar> Binder::member(const Expression& expression, const Names& names) {
  const Scalar object = TRY(scalar(*expression.children[0], names));
  if (object.type != Type::dynamic) {
    return wrong(expression.place,
                 "only a dynamic has members, this is a " + std::string(name_of(object.type)),
                 "parse_json(...)." + expression.text);
  }
  return member_of(object, expression.text);
}

Checked<Scalar> Binder::index(const Expression& expression, const Names& names) {
  const Scalar object = TRY(scalar(*expression.children[0], names));
  if (object.type != Type::dynamic) {
    return wrong(expression.place,
                 "only a dynamic can be indexed, this is a " + std::string(name_of(object.type)),
                 "parse_json(...)[...]");
  }
  const Scalar key = TRY(scalar(*expression.children[1], names));
  if (const auto text = constant_text(key)) return member_of(object, *text);
  if (key.type != Type::text && key.type != Type::dynamic && !is_number(key.type)) {
    return wrong(expression.place, "an index is a number or a key in quotes");
  }
  return element_of(object, key);
}

Checked<Scalar> Binder::call(const Expression& expression, const Names& names) {
  if (const Scope* found = find_in(names.scope, expression.text)) {
    if (found->expression && found->expression->kind == Expression::Kind::function) {
      const ScopePtr inner = TRY(function_scope(expression, *found, names));
      const Expression& body = *found->expression->children[0];
      if (is_tabular(body, {.row = nullptr, .scope = inner})) {
        return wrong(expression.place, expression.text + " gives a table", "toscalar(...)");
      }
      return scalar(body, {.row = nullptr, .scope = inner});
    }
  }
  if (names.aggregation != nullptr && is_aggregate(expression.text)) {
    return bind_aggregate(*this, expression, names);
  }
  return bind_function(*this, expression, names);
}

Checked<Scalar> Binder::logical(const Expression& expression, const Names& names) {
  std::vector<std::string> parts;
  bool nullable = false;
  for (const ExpressionPtr& child : expression.children) {
    Scalar part = TRY(scalar(*child, names));
    if (part.type == Type::dynamic) part = converted(part, Type::boolean);
    if (part.type != Type::boolean) {
      return wrong(child->place, "this is a " + std::string(name_of(part.type)),
                   "a condition that is true or false");
    }
    nullable = nullable || part.nullable;
    parts.push_back(std::move(part.sql));
  }
  const std::string between_them = expression.text == "and" ? " AND " : " OR ";
  return make_scalar("(" + joined(parts, between_them) + ")", Type::boolean, nullable);
}

// * has "x": any column that is a text or dynamic.
Checked<Scalar> Binder::any_column(const Expression& expression, const Names& names) {
  const Scalar right = TRY(scalar(*expression.children[1], names));
  if (names.row == nullptr) return wrong(expression.place, "* needs a table");
  const bool inverse = expression.text.starts_with('!');
  std::string word = expression.text.substr(inverse && expression.text != "!=" ? 1 : 0);
  std::vector<std::string> parts;
  for (const Column& column : names.row->columns) {
    if (column.type != Type::text && column.type != Type::dynamic) continue;
    const Scalar left = make_scalar(column.id, column.type, column.nullable);
    const Scalar part = is_comparison(word)
                            ? TRY(compare(*this, expression.place, word, left, right))
                            : TRY(text_operation(expression.place, word, left, right));
    parts.push_back(part.sql);
  }
  if (parts.empty()) return constant_scalar(inverse, Type::boolean);
  const std::string any = "(" + joined(parts, " OR ") + ")";
  return make_scalar(inverse && word != "!=" ? "(NOT " + any + ")" : any, Type::boolean, false);
}

Checked<Scalar> Binder::binary(const Expression& expression, const Names& names) {
  const std::string& word = expression.text;
  if (word == "and" || word == "or") return logical(expression, names);
  if (expression.children[0]->kind == Expression::Kind::star) return any_column(expression, names);
  const Scalar left = TRY(scalar(*expression.children[0], names));
  const Scalar right = TRY(scalar(*expression.children[1], names));
  if (is_comparison(word)) return compare(*this, expression.place, word, left, right);
  if (is_arithmetic(word)) return calculate(expression.place, word, left, right);
  return text_operation(expression.place, word, left, right);
}

}  // namespace backstamp::hunting::kql
