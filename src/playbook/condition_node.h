// A condition as a tree.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "playbook/condition.h"
#include "playbook/variables.h"

namespace backstamp::playbook {

enum class Operator {
  all,     // AND of the children
  any,     // OR of the children
  negate,  // NOT of the one child
  exists,
  flag,  // a bool variable alone
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  in,
  matches  // LIKE, MATCHES, ISSUBSET, ISSUPERSET
};

struct Operand {
  bool is_reference = false;
  std::string value{};  // of a literal; the name of a reference
};

struct Condition::Node {
  Operator op = Operator::all;
  std::vector<std::shared_ptr<const Node>> children{};  // all, any, negate
  std::string name{};                                   // of the variable on the left
  ValueKind kind = ValueKind::text;                     // of that variable
  std::vector<Operand> operands{};                      // compare: one; in: one or more
  std::function<bool(const std::string&)> pattern{};    // matches
};

using Pattern = std::function<bool(const std::string&)>;
constexpr std::size_t matched_bytes_max = 64 * 1024;  // of a value given to a pattern

// LIKE: % stands for any characters, _ for one; the whole value must fit.
Result<Pattern> like(const std::string& text);
// MATCHES: found anywhere in the value.
// Errors of both: limit (1 KiB, or too large when compiled); invalid, when it does not parse or is
// nothing RE2 takes (look-around, back references).
Result<Pattern> matcher(const std::string& expression);
// ISSUBSET and ISSUPERSET: whether the value, an IPv4 or IPv6 address or network, lies in the
// network given or holds it; false when it is neither. Error: invalid, when the text is none.
enum class Side { subset, superset };
Result<Pattern> within(const std::string& text, Side side);

}  // namespace backstamp::playbook
