#include "playbook/condition.h"

#include "playbook/condition_node.h"

namespace backstamp::playbook {
namespace {

using Node = Condition::Node;

Result<std::string> value_of(const std::string& name, ValueKind kind, const Variables& variables) {
  const auto found = variables.find(name);
  if (found == variables.end()) return fail(Fault::invalid, name + " is not in scope");
  if (value_kind(found->second.type) != kind) {
    return fail(Fault::invalid, name + " is now of type " + found->second.type);
  }
  if (found->second.value.empty() && kind != ValueKind::text) {
    return fail(Fault::invalid, name + " has no value yet; give it a default or set it first");
  }
  return found->second.value;
}

std::partial_ordering order(ValueKind kind, const std::string& left, const std::string& right) {
  if (kind != ValueKind::number) return left <=> right;
  const auto a = number_of(left), b = number_of(right);
  return a && b ? *a <=> *b : std::partial_ordering::unordered;
}

bool satisfies(Operator op, std::partial_ordering order) {
  switch (op) {
    case Operator::not_equal: return order != 0;
    case Operator::less: return order < 0;
    case Operator::less_or_equal: return order <= 0;
    case Operator::greater: return order > 0;
    case Operator::greater_or_equal: return order >= 0;
    default: return order == 0;
  }
}

Result<bool> compare(const Node& node, const Variables& variables) {
  const std::string left = TRY(value_of(node.name, node.kind, variables));
  for (const Operand& operand : node.operands) {
    const std::string right =
        operand.is_reference ? TRY(value_of(operand.value, node.kind, variables)) : operand.value;
    if (satisfies(node.op, order(node.kind, left, right))) return true;
  }
  return false;
}

Result<bool> matches(const Node& node, const Variables& variables) {
  const std::string value = TRY(value_of(node.name, node.kind, variables));
  if (value.size() <= matched_bytes_max) return node.pattern(value);
  return fail(Fault::limit, node.name + " is longer than 64 KiB, too long for LIKE and MATCHES");
}

Result<bool> evaluate(const Node& node, const Variables& variables);

// Of AND and OR: the first child with this answer decides.
Result<bool> decided_by(bool answer, const Node& node, const Variables& variables) {
  for (const auto& child : node.children) {
    if (TRY(evaluate(*child, variables)) == answer) return answer;
  }
  return !answer;
}

bool exists(const std::string& name, const Variables& variables) {
  const auto found = variables.find(name);
  return found != variables.end() && !found->second.value.empty();
}

Result<bool> evaluate(const Node& node, const Variables& variables) {
  switch (node.op) {
    case Operator::all: return decided_by(false, node, variables);
    case Operator::any: return decided_by(true, node, variables);
    case Operator::negate: return !TRY(evaluate(*node.children[0], variables));
    case Operator::exists: return exists(node.name, variables);
    case Operator::flag: return TRY(value_of(node.name, node.kind, variables)) == "true";
    case Operator::matches: return matches(node, variables);
    default: return compare(node, variables);
  }
}

}  // namespace

Result<bool> Condition::holds(const Variables& variables) const {
  return evaluate(*root_, variables);
}

}  // namespace backstamp::playbook
