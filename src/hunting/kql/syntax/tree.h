// What a query says, before names have a meaning. Shared and never changed: a let is bound once for
// each of its uses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hunting/kql/diagnostic.h"
#include "hunting/kql/value.h"

namespace backstamp::hunting::kql {

struct Expression;
class Operator;
using ExpressionPtr = std::shared_ptr<const Expression>;
using OperatorPtr = std::shared_ptr<const Operator>;

// A parameter of a function: of a scalar type, or tabular.
struct Parameter {
  std::string name;
  Type type = Type::text;
  bool tabular = false;
  ExpressionPtr standard = {};  // its default, or null
};

struct Let {
  std::string name;
  Place place;
  ExpressionPtr value;
};

struct Expression {
  enum class Kind {
    literal,   // constant of type
    name,      // text
    member,    // [0].text
    index,     // [0][[1]]
    call,      // text(children)
    unary,     // text: "-" or "+"
    binary,    // text: the operator; children: left, right; of and, or: two or more
    in_list,   // text: the operator; children: left, then the list
    between,   // text: between or !between; children: value, low, high
    star,      // *
    assign,    // names = children[0]; several names for (a, b) = f()
    pipeline,  // source (children[0], or the first operator) | operators
    function,  // (parameters) { lets; children[0] }
    type,      // typeof(type)
  };
  Kind kind = Kind::literal;
  Place place;
  std::string text;
  std::vector<ExpressionPtr> children;
  Type type = Type::text;
  Constant constant;
  std::vector<std::string> names;
  std::vector<OperatorPtr> operators;
  std::vector<Parameter> parameters;
  std::vector<Let> lets;
};

// All statements: the lets, and the last tabular one.
struct Statements {
  std::vector<Let> lets;
  ExpressionPtr query;
  std::vector<std::string> notes;  // what was read and has no effect
};

}  // namespace backstamp::hunting::kql
