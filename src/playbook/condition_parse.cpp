#include "playbook/condition.h"
#include "playbook/condition_lexer.h"
#include "playbook/condition_node.h"

namespace backstamp::playbook {
namespace {

using Node = Condition::Node;
using NodePointer = std::shared_ptr<const Node>;

constexpr std::size_t bytes_max = 16 * 1024;
constexpr int depth_max = 64;

const std::map<std::string, Operator, std::less<>> comparisons = {
    {"=", Operator::equal},      {"==", Operator::equal},
    {"!=", Operator::not_equal}, {"<>", Operator::not_equal},
    {"<", Operator::less},       {"<=", Operator::less_or_equal},
    {">", Operator::greater},    {">=", Operator::greater_or_equal}};

const std::map<std::string, Result<Pattern> (*)(const std::string&), std::less<>> patterns = {
    {"LIKE", like},
    {"MATCHES", matcher},
    {"ISSUBSET", [](const std::string& text) { return within(text, Side::subset); }},
    {"ISSUPERSET", [](const std::string& text) { return within(text, Side::superset); }}};

// Recursive descent; each method takes its own rule of the grammar in condition.h.
class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens, const Variables& variables)
      : text_(text), tokens_(std::move(tokens)), variables_(variables) {}

  Result<NodePointer> whole() {
    NodePointer root = TRY(disjunction());
    if (now().kind != TokenKind::end) return wrong("AND, OR or the end is expected here");
    return root;
  }

 private:
  const Token& now() const { return tokens_[at_]; }
  Token take() { return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_[at_]; }
  bool taken(TokenKind kind, std::string_view value) {
    if (now().kind != kind || now().value != value) return false;
    ++at_;
    return true;
  }
  std::unexpected<Error> wrong_at(std::size_t byte, const std::string& what) const {
    return fail(Fault::invalid, place_of(text_, byte) + ": " + what);
  }
  std::unexpected<Error> wrong(const std::string& what) const { return wrong_at(now().byte, what); }

  Result<NodePointer> joined(Operator op, std::string_view word,
                             Result<NodePointer> (Parser::*part)()) {
    NodePointer first = TRY((this->*part)());
    if (now().kind != TokenKind::word || now().value != word) return first;
    Node node{.op = op, .children = {first}};
    while (taken(TokenKind::word, word)) node.children.push_back(TRY((this->*part)()));
    return std::make_shared<const Node>(std::move(node));
  }
  Result<NodePointer> disjunction() { return joined(Operator::any, "OR", &Parser::conjunction); }
  Result<NodePointer> conjunction() { return joined(Operator::all, "AND", &Parser::unary); }

  Result<NodePointer> unary() {
    if (depth_ >= depth_max) return fail(Fault::limit, "nested deeper than 64 levels");
    ++depth_;
    Result<NodePointer> node = unary_inside();
    --depth_;
    return node;
  }

  Result<NodePointer> unary_inside() {
    if (taken(TokenKind::word, "NOT")) return negated(TRY(unary()));
    if (taken(TokenKind::symbol, "(")) return group(")");
    if (taken(TokenKind::symbol, "[")) return group("]");
    if (taken(TokenKind::word, "EXISTS")) {
      Node node{.op = Operator::exists};
      TRY(variable(node));
      return std::make_shared<const Node>(std::move(node));
    }
    return test();
  }

  Result<NodePointer> group(std::string_view closing) {
    NodePointer inside = TRY(disjunction());
    if (!taken(TokenKind::symbol, closing))
      return wrong("a closing " + std::string(closing) + " is expected here");
    return inside;
  }

  static NodePointer negated(NodePointer node) {
    return std::make_shared<const Node>(
        Node{.op = Operator::negate, .children = {std::move(node)}});
  }

  Result<const Variable*> declared(const Token& token) const {
    const auto found = variables_.find(token.value);
    if (found == variables_.end()) {
      return wrong_at(token.byte, "unknown variable " + token.value + "; declare it");
    }
    return &found->second;
  }

  Result<void> variable(Node& node) {
    if (now().kind != TokenKind::reference)
      return wrong("a variable like __name__:value is expected here");
    const Token token = take();
    const Variable* found = TRY(declared(token));
    node.name = token.value;
    node.kind = value_kind(found->type);
    type_ = found->type;
    return {};
  }

  Result<NodePointer> test() {
    Node node;
    TRY(variable(node));
    const bool negative = taken(TokenKind::word, "NOT");
    const Token op = now();
    if (const auto found = comparisons.find(op.value);
        op.kind == TokenKind::symbol && found != comparisons.end()) {
      take();
      node.op = found->second;
      TRY(comparison(node, op));
    } else if (taken(TokenKind::word, "IN")) {
      node.op = Operator::in;
      TRY(list(node));
    } else if (op.kind == TokenKind::word && patterns.contains(op.value)) {
      take();
      node.op = Operator::matches;
      TRY(pattern(node, op));
    } else {
      if (negative) return wrong("an operator is expected after NOT");
      TRY(flag(node));
    }
    auto result = std::make_shared<const Node>(std::move(node));
    return negative ? negated(std::move(result)) : NodePointer(result);
  }

  Result<void> flag(Node& node) const {
    node.op = Operator::flag;
    if (node.kind == ValueKind::boolean) return {};
    return wrong(
        "an operator is expected here: =, !=, <, <=, >, >=, IN, LIKE, MATCHES, "
        "ISSUBSET or ISSUPERSET (" +
        node.name + " is of type " + type_ + ", not bool)");
  }

  Result<void> comparison(Node& node, const Token& op) {
    const bool ordered = node.op != Operator::equal && node.op != Operator::not_equal;
    if (ordered && node.kind == ValueKind::boolean) {
      return wrong_at(op.byte, node.name + " is of type bool and has no order; use = or !=");
    }
    if (now().kind != TokenKind::reference) {
      node.operands.push_back(TRY(literal(node)));
      return {};
    }
    const Token other = take();
    const Variable* found = TRY(declared(other));
    if (value_kind(found->type) != node.kind) {
      return wrong_at(other.byte, other.value + " is of type " + found->type + ", " + node.name +
                                      " of type " + type_);
    }
    node.operands.push_back({.is_reference = true, .value = other.value});
    return {};
  }

  // A literal is read as the type of the variable it is compared with.
  Result<Operand> literal(const Node& node) {
    const Token token = take();
    const bool word =
        token.kind == TokenKind::word && (token.value == "TRUE" || token.value == "FALSE");
    if (!word && token.kind != TokenKind::text && token.kind != TokenKind::number) {
      return wrong_at(token.byte, "a value is expected here: 'text', a number, true or false");
    }
    const std::string value = word ? (token.value == "TRUE" ? "true" : "false") : token.value;
    if (node.kind == ValueKind::text && token.kind != TokenKind::text) {
      return wrong_at(token.byte, node.name + " is of type " + type_ + "; put the value in '...'");
    }
    // A number variable may be compared with a fraction, whatever its own type.
    const bool fitting =
        node.kind == ValueKind::number ? number_of(value).has_value() : fits(type_, value);
    if (!fitting)
      return wrong_at(token.byte,
                      "this is no value of type " + type_ + ", as " + node.name + " is");
    return Operand{.is_reference = false, .value = value};
  }

  Result<void> list(Node& node) {
    if (!taken(TokenKind::symbol, "(")) return wrong("( is expected here");
    if (taken(TokenKind::symbol, ")")) return {};
    do {
      node.operands.push_back(TRY(literal(node)));
    } while (taken(TokenKind::symbol, ","));
    if (!taken(TokenKind::symbol, ")")) return wrong(", or ) is expected here");
    return {};
  }

  Result<void> pattern(Node& node, const Token& op) {
    if (node.kind != ValueKind::text) {
      return wrong_at(op.byte, op.value + " needs text; " + node.name + " is of type " + type_);
    }
    if (now().kind != TokenKind::text) return wrong("a text in '...' is expected here");
    const Token text = take();
    auto expression = patterns.at(op.value)(text.value);
    if (!expression) return wrong_at(text.byte, expression.error().what);
    node.pattern = std::move(*expression);
    return {};
  }

  const std::string_view text_;
  const std::vector<Token> tokens_;
  const Variables& variables_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string type_;  // of the variable last named
};

}  // namespace

Result<Condition> Condition::parse(std::string_view text, const Variables& variables) {
  if (text.size() > bytes_max) return fail(Fault::limit, "a condition of over 16 KiB");
  Parser parser(text, TRY(tokens_of(text)), variables);
  return Condition(TRY(parser.whole()));
}

}  // namespace backstamp::playbook
