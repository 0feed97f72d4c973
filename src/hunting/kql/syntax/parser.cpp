#include "hunting/kql/syntax/parser.h"

#include "hunting/kql/operators/operators.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::size_t operators_max = 200;

}  // namespace

std::shared_ptr<Expression> make_expression(Expression::Kind kind, Place place) {
  auto expression = std::make_shared<Expression>();
  expression->kind = kind;
  expression->place = place;
  return expression;
}

Checked<Statements> parse_query(std::string_view query) {
  return Parser(TRY(read_tokens(query))).statements();
}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

Token Parser::next() {
  const Token& token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool Parser::accept(std::string_view symbol) {
  if (!peek().is(symbol)) return false;
  next();
  return true;
}

bool Parser::accept_name(std::string_view name) {
  if (!peek().is_name(name)) return false;
  next();
  return true;
}

std::unexpected<Diagnostic> Parser::unexpected(std::string expected) const {
  const Token& token = peek();
  switch (token.kind) {
    case Token::Kind::end: return wrong(token.place, "the query ends here", std::move(expected));
    case Token::Kind::string: return wrong(token.place, "a text here", std::move(expected));
    default: return wrong(token.place, "unexpected " + token.text, std::move(expected));
  }
}

Checked<void> Parser::expect(std::string_view symbol) {
  if (accept(symbol)) return {};
  return unexpected(std::string(symbol));
}

Checked<void> Parser::expect_name(std::string_view name) {
  if (accept_name(name)) return {};
  return unexpected(std::string(name));
}

bool Parser::at_name() const {
  if (peek().is("[")) return peek(1).kind == Token::Kind::string && peek(2).is("]");
  return peek().kind == Token::Kind::name;
}

Checked<std::string> Parser::name() {
  if (!at_name()) return unexpected("a name");
  if (!peek().is("[")) return next().text;
  next();
  std::string text = next().text;
  next();
  return text;
}

std::string Parser::joined_word() {
  std::string word = peek().text;
  std::size_t end = next().end;
  while (peek().is("-") && peek().begin == end && peek(1).kind == Token::Kind::name &&
         peek(1).begin == peek().end) {
    next();
    end = peek().end;
    word += "-" + next().text;
  }
  return word;
}

bool Parser::at_option(std::string_view name) const {
  return peek().is_name(name) && peek(1).is("=");
}

Checked<void> Parser::skip_hints() {
  while (peek().kind == Token::Kind::name && peek().text == "hint" && peek(1).is(".")) {
    next();
    next();
    TRY(name());
    TRY(expect("="));
    next();
  }
  return {};
}

Checked<Type> Parser::type_name() {
  const Token token = peek();
  if (token.kind != Token::Kind::name) return unexpected("a type");
  const auto type = type_of_name(token.text);
  if (!type) {
    return wrong(token.place, "unknown type " + token.text,
                 "bool, int, long, real, string, datetime, timespan, guid or dynamic");
  }
  next();
  return *type;
}

Checked<ExpressionPtr> Parser::source() {
  const Token word = peek();
  const SourceParser* parse = source_parser(word.text);
  const bool begins = word.kind == Token::Kind::name && parse != nullptr && parse->begins_at(*this);
  if (!begins) return expression();
  auto pipeline = make_expression(Expression::Kind::pipeline, word.place);
  next();
  auto first = TRY(parse->parse(*this, word.place));
  pipeline->operators.push_back(std::move(first));
  return pipeline;
}

Checked<ExpressionPtr> Parser::pipeline() {
  const Place place = peek().place;
  if (at_function_literal()) return function_literal();
  ExpressionPtr first = TRY(source());
  if (!peek().is("|")) return first;
  auto pipeline = make_expression(Expression::Kind::pipeline, place);
  if (first->kind == Expression::Kind::pipeline && first->children.empty()) {
    pipeline->operators = first->operators;
  } else {
    pipeline->children.push_back(std::move(first));
  }
  auto behind = TRY(operators_behind_pipes());
  std::ranges::move(behind, std::back_inserter(pipeline->operators));
  return pipeline;
}

Checked<OperatorPtr> Parser::one_operator() {
  const Token word = peek();
  if (word.kind != Token::Kind::name) return unexpected("an operator such as where");
  const std::string named = joined_word();
  const OperatorParser* parse = operator_parser(named);
  if (parse != nullptr) return parse->parse(*this, word.place);
  return wrong(word.place, "unknown operator " + named, "an operator such as where",
               nearest_name(named, operator_names()));
}

Checked<std::vector<OperatorPtr>> Parser::operators_behind_pipes() {
  std::vector<OperatorPtr> operators;
  while (accept("|")) {
    operators.push_back(TRY(one_operator()));
    if (operators.size() > operators_max) {
      return too_much(peek().place, "a query may have 200 operators");
    }
  }
  return operators;
}

Checked<std::vector<OperatorPtr>> Parser::operators_from_name() {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return too_much(peek().place, "the query nests deeper than 128");
  std::vector<OperatorPtr> operators;
  operators.push_back(TRY(one_operator()));
  auto behind = TRY(operators_behind_pipes());
  std::ranges::move(behind, std::back_inserter(operators));
  return operators;
}

Checked<ExpressionPtr> Parser::table_in_parentheses_or_name() {
  if (peek().is("(")) return primary();
  if (!at_name()) return unexpected("a table's name or ( query )");
  return postfix();
}

// Statements.

Checked<Statements> Parser::statements() {
  Statements all;
  while (peek().kind != Token::Kind::end) {
    if (accept(";")) continue;
    TRY(statement(all));
    if (peek().kind != Token::Kind::end && !peek().is(";")) return unexpected("; or |");
  }
  if (!all.query) return wrong(peek().place, "the query asks nothing", "a table and | operators");
  return all;
}

Checked<void> Parser::statement(Statements& all) {
  const Token word = peek();
  if (word.is_name("let") && !peek(1).is("|")) {
    all.lets.push_back(TRY(let_statement()));
    return {};
  }
  if (word.is_name("set") && peek(1).kind == Token::Kind::name) {
    all.notes.push_back("set " + peek(1).text + " has no effect");
    while (peek().kind != Token::Kind::end && !peek().is(";")) next();
    return {};
  }
  for (const std::string_view refused : {"declare", "alias", "restrict", "pattern"}) {
    if (word.is_name(refused) && peek(1).kind == Token::Kind::name) {
      return wrong(word.place, "the statement " + word.text + " is not supported");
    }
  }
  if (all.query) all.notes.push_back("of several queries only the last one's rows are shown");
  all.query = TRY(pipeline());
  return {};
}

Checked<Let> Parser::let_statement() {
  next();
  const Place place = peek().place;
  Let let{.name = TRY(name()), .place = place, .value = {}};
  TRY(expect("="));
  let.value = TRY(pipeline());
  return let;
}

// (a:string, b:long = 5) { ... }: after its closing parenthesis comes a brace.
bool Parser::at_function_literal() const {
  const std::size_t open = peek().is_name("view") ? 1 : 0;
  if (!peek(open).is("(")) return false;
  int depth = 0;
  for (std::size_t i = open; at_ + i < tokens_.size(); ++i) {
    if (peek(i).is("(")) ++depth;
    if (peek(i).is(")") && --depth == 0) return peek(i + 1).is("{");
  }
  return false;
}

Checked<ExpressionPtr> Parser::function_literal() {
  auto function = make_expression(Expression::Kind::function, peek().place);
  accept_name("view");
  TRY(expect("("));
  function->parameters = TRY(parameters());
  TRY(expect(")"));
  TRY(expect("{"));
  while (peek().is_name("let")) {
    function->lets.push_back(TRY(let_statement()));
    TRY(expect(";"));
    while (accept(";")) continue;
  }
  function->children.push_back(TRY(pipeline()));
  while (accept(";")) continue;
  TRY(expect("}"));
  return function;
}

Checked<std::vector<Parameter>> Parser::parameters() {
  std::vector<Parameter> all;
  while (!peek().is(")")) {
    Parameter parameter{.name = TRY(name())};
    TRY(expect(":"));
    if (accept("(")) {
      parameter.tabular = true;
      TRY(skip_columns_of_tabular_parameter());
    } else {
      parameter.type = TRY(type_name());
      if (accept("=")) parameter.standard = TRY(expression());
    }
    all.push_back(std::move(parameter));
    if (!accept(",")) break;
  }
  return all;
}

Checked<void> Parser::skip_columns_of_tabular_parameter() {
  while (!accept(")")) {
    if (peek().kind == Token::Kind::end) return unexpected(")");
    next();
  }
  return {};
}

}  // namespace backstamp::hunting::kql
