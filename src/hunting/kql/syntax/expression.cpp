// Expressions, by precedence: or; and; comparison and string operators; + -; * / %; sign; . [].
#include <array>

#include "base/text.h"
#include "hunting/kql/syntax/parser.h"

namespace backstamp::hunting::kql {
namespace {

constexpr int depth_max = 128;

constexpr std::string_view string_words[] = {
    "has",         "has_cs",      "hasprefix",  "hasprefix_cs", "hassuffix",     "hassuffix_cs",
    "contains",    "contains_cs", "containscs", "startswith",   "startswith_cs", "endswith",
    "endswith_cs", "like",        "notlike",    "notcontains",  "notcontainscs"};
constexpr std::string_view comparisons[] = {"==", "!=", "=~", "!~", "<", "<=", ">", ">="};

bool one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

ExpressionPtr binary(const Token& word, ExpressionPtr left, ExpressionPtr right) {
  auto both = make_expression(Expression::Kind::binary, word.place);
  both->text = word.text;
  both->children = {std::move(left), std::move(right)};
  return both;
}

}  // namespace

Checked<ExpressionPtr> Parser::expression() {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return too_much(peek().place, "the query nests deeper than 128");
  return level(0);
}

Checked<ExpressionPtr> Parser::additive() { return level(3); }

// 0 or, 1 and, 2 comparison, 3 sum, 4 product. All that `or` or `and` joins is one expression.
Checked<ExpressionPtr> Parser::level(int precedence) {
  if (precedence == 5) return unary();
  if (precedence == 2) return comparison();
  ExpressionPtr left = TRY(level(precedence + 1));
  std::shared_ptr<Expression> all;
  for (int links = 0;; ++links) {
    const Token word = peek();
    bool here = false;
    switch (precedence) {
      case 0: here = word.is_name("or"); break;
      case 1: here = word.is_name("and"); break;
      case 3: here = word.is("+") || word.is("-"); break;
      default: here = word.is("*") || word.is("/") || word.is("%");
    }
    if (!here) return all ? ExpressionPtr(all) : left;
    next();
    ExpressionPtr right = TRY(level(precedence + 1));
    if (precedence > 1) {
      if (links > depth_max) return too_much(word.place, "more than 128 operations in a row");
      left = binary(word, left, std::move(right));
      continue;
    }
    if (!all) {
      all = make_expression(Expression::Kind::binary, word.place);
      all->text = word.text;
      all->children.push_back(left);
    }
    all->children.push_back(std::move(right));
  }
}

Checked<ExpressionPtr> Parser::comparison() {
  ExpressionPtr left = TRY(level(3));
  for (int links = 0; links < depth_max; ++links) {
    bool more = false;
    left = TRY(string_operation(left, &more));
    if (!more) return left;
  }
  return too_much(peek().place, "more than 128 comparisons in a row");
}

Checked<ExpressionPtr> Parser::string_operation(ExpressionPtr left, bool* more) {
  const Token word = peek();
  const bool symbol = word.kind == Token::Kind::symbol;
  if (!symbol && word.kind != Token::Kind::name) return left;
  const std::string_view plain = std::string_view(word.text).substr(word.text.starts_with('!'));
  *more = true;
  if ((symbol && one_of(word.text, comparisons)) || one_of(plain, string_words)) {
    next();
    return binary(word, std::move(left), TRY(additive()));
  }
  if (plain == "in" || plain == "in~" || plain == "has_any" || plain == "has_all") {
    next();
    return list_behind(std::move(left), word);
  }
  if (plain == "between") {
    next();
    return between(std::move(left), word);
  }
  if (word.is_name("matches") && peek(1).is_name("regex")) {
    next();
    next();
    Token matches = word;
    matches.text = "matches regex";
    return binary(matches, std::move(left), TRY(additive()));
  }
  *more = false;
  return left;
}

Checked<ExpressionPtr> Parser::between(ExpressionPtr left, const Token& word) {
  auto range = make_expression(Expression::Kind::between, word.place);
  range->text = word.text;
  range->children.push_back(std::move(left));
  TRY(expect("("));
  range->children.push_back(TRY(expression()));
  TRY(expect(".."));
  range->children.push_back(TRY(expression()));
  TRY(expect(")"));
  return range;
}

Checked<ExpressionPtr> Parser::list_behind(ExpressionPtr left, const Token& word) {
  auto in = make_expression(Expression::Kind::in_list, word.place);
  in->text = word.text;
  in->children.push_back(std::move(left));
  if (!peek().is("(")) {
    in->children.push_back(TRY(additive()));
    return in;
  }
  next();
  while (!peek().is(")")) {
    in->children.push_back(TRY(pipeline()));
    if (!accept(",")) break;
  }
  TRY(expect(")"));
  return in;
}

Checked<ExpressionPtr> Parser::unary() {
  const Token word = peek();
  if (!word.is("-") && !word.is("+")) return postfix();
  const Deeper deeper(*this);
  if (deeper.too_deep()) return too_much(word.place, "the query nests deeper than 128");
  next();
  auto sign = make_expression(Expression::Kind::unary, word.place);
  sign->text = word.text;
  sign->children.push_back(TRY(unary()));
  return sign;
}

Checked<ExpressionPtr> Parser::postfix() {
  ExpressionPtr object = TRY(primary());
  for (int links = 0;; ++links) {
    if (links > depth_max) return too_much(peek().place, "a path has more than 128 links");
    if (peek().is(".") && !peek(1).is("*")) {
      object = TRY(member_of(object));
    } else if (peek().is("[")) {
      auto index = make_expression(Expression::Kind::index, next().place);
      index->children = {object, TRY(expression())};
      TRY(expect("]"));
      object = std::move(index);
    } else {
      return object;
    }
  }
}

Checked<ExpressionPtr> Parser::member_of(ExpressionPtr object) {
  auto member = make_expression(Expression::Kind::member, next().place);
  member->children.push_back(std::move(object));
  if (peek().is("[") && !at_name()) {  // d.[expression]
    next();
    member->kind = Expression::Kind::index;
    member->children.push_back(TRY(expression()));
    TRY(expect("]"));
    return member;
  }
  if (peek().kind == Token::Kind::raw) {
    member->text = next().text;
  } else {
    member->text = TRY(name());
  }
  return member;
}

Checked<ExpressionPtr> Parser::in_parentheses() {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return too_much(peek().place, "the query nests deeper than 128");
  TRY(expect("("));
  ExpressionPtr inner = TRY(pipeline());
  TRY(expect(")"));
  return inner;
}

Checked<ExpressionPtr> Parser::primary() {
  const Token& token = peek();
  if (at_name()) return name_or_call();
  switch (token.kind) {
    case Token::Kind::string:
    case Token::Kind::whole:
    case Token::Kind::real:
    case Token::Kind::timespan:
    case Token::Kind::raw: return literal();
    default: break;
  }
  if (token.is("(")) return in_parentheses();
  if (token.is("*")) return ExpressionPtr(make_expression(Expression::Kind::star, next().place));
  return unexpected("an expression");
}

Checked<ExpressionPtr> Parser::name_or_call() {
  const Token word = peek();
  const bool called = word.kind == Token::Kind::name && peek(1).is("(");
  if (!called) {
    auto named = make_expression(Expression::Kind::name, word.place);
    const std::string lowered = ascii_lower(word.text);
    if (word.kind == Token::Kind::name && (lowered == "true" || lowered == "false")) {
      named->kind = Expression::Kind::literal;
      named->type = Type::boolean;
      named->constant = lowered == "true";
      next();
      return named;
    }
    named->text = TRY(name());
    return named;
  }
  next();
  if (word.text == "dynamic") return dynamic_literal(word);
  if (type_of_name(word.text)) return typed_literal(word);
  return call(word);
}

Checked<ExpressionPtr> Parser::call(Token word) {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return too_much(word.place, "the query nests deeper than 128");
  auto called = make_expression(Expression::Kind::call, word.place);
  called->text = word.text;
  TRY(expect("("));
  if (word.text == "typeof") {
    called->kind = Expression::Kind::type;
    called->type = TRY(type_name());
    TRY(expect(")"));
    return called;
  }
  while (!peek().is(")")) {
    const bool named = at_name() && peek(peek().is("[") ? 3 : 1).is("=");
    called->children.push_back(named ? TRY(assignment()) : TRY(pipeline()));
    if (!accept(",")) break;
  }
  TRY(expect(")"));
  return called;
}

Checked<ExpressionPtr> Parser::assignment() {
  const Place place = peek().place;
  std::vector<std::string> names;
  const std::size_t start = at_;
  if (accept("(")) {  // (a, b) = f()
    while (at_name()) {
      names.push_back(TRY(name()));
      if (!accept(",")) break;
    }
    if (names.empty() || !accept(")") || !peek().is("=")) {
      names.clear();
      at_ = start;
    }
  } else if (at_name() && peek(peek().is("[") ? 3 : 1).is("=")) {
    names.push_back(TRY(name()));
  }
  if (names.empty()) return expression();
  TRY(expect("="));
  auto assigned = make_expression(Expression::Kind::assign, place);
  assigned->names = std::move(names);
  assigned->children.push_back(TRY(expression()));
  return assigned;
}

Checked<std::vector<ExpressionPtr>> Parser::assignments() {
  std::vector<ExpressionPtr> all;
  do {
    all.push_back(TRY(assignment()));
  } while (accept(","));
  return all;
}

}  // namespace backstamp::hunting::kql
