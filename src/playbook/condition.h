// Conditions of if and while steps: the comparison part of STIX 2.1 patterning over CACAO
// variables, typed by the variables.
//
//   condition  = and *( "OR" and )
//   and        = unary *( "AND" unary )
//   unary      = "NOT" unary / "(" condition ")" / "[" condition "]" / "EXISTS" ref / test
//   test       = ref                                     ; of type bool
//              / ref [ "NOT" ] compare operand
//              / ref [ "NOT" ] "IN" "(" [ literal *( "," literal ) ] ")"
//              / ref [ "NOT" ] ( "LIKE" / "MATCHES" / "ISSUBSET" / "ISSUPERSET" ) text
//   compare    = "=" / "==" / "!=" / "<>" / "<" / "<=" / ">" / ">="
//   operand    = literal / ref
//   literal    = text / number / "true" / "false"
//   text       = "'" characters, with \' and \\ escaped "'"
//   ref        = "__name__:value"
//
// Numbers compare as numbers, texts byte by byte. LIKE takes % and _; MATCHES is a regular
// expression in RE2's syntax found anywhere in the value, which needs time linear in the value.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "playbook/document.h"

namespace backstamp::playbook {

class Condition {
 public:
  // `variables`: those in scope; only names and types are looked at. Errors: invalid, with the
  // character at which the text goes wrong; limit (16 KiB, 64 levels).
  static Result<Condition> parse(std::string_view text, const Variables& variables);

  // Whether it holds. Looks only at what the outcome depends on, from left to right. Errors:
  // invalid, when a variable compared has no value, or is gone or of another type than when parsed.
  Result<bool> holds(const Variables& variables) const;

  struct Node;  // of condition.cpp

 private:
  explicit Condition(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  std::shared_ptr<const Node> root_;
};

}  // namespace backstamp::playbook
