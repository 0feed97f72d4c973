// Recursive descent over the tokens. Bounded: depth, operators of one pipeline.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/kql/syntax/token.h"
#include "hunting/kql/syntax/tree.h"

namespace backstamp::hunting::kql {

Checked<Statements> parse_query(std::string_view query);

// What the operators' own parsers work with (operators/*.cpp).
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Checked<Statements> statements();

  const Token& peek(std::size_t ahead = 0) const;
  Token next();
  bool accept(std::string_view symbol);     // takes it when it is there
  bool accept_name(std::string_view name);  // a keyword
  Checked<void> expect(std::string_view symbol);
  Checked<void> expect_name(std::string_view name);
  std::unexpected<Diagnostic> unexpected(std::string expected) const;

  // A name, also ['quoted'].
  Checked<std::string> name();
  bool at_name() const;
  // kind=inner, with words such as project-away joined: "-" stands directly between names.
  std::string joined_word();

  Checked<ExpressionPtr> expression();
  Checked<ExpressionPtr> additive();  // as the right side of a string operator
  Checked<ExpressionPtr> postfix_expression() { return postfix(); }  // no operators
  // name = expression, (a, b) = expression, or an expression.
  Checked<ExpressionPtr> assignment();
  Checked<std::vector<ExpressionPtr>> assignments();  // one or more, with commas
  // An expression, or source | operators.
  Checked<ExpressionPtr> pipeline();
  Checked<ExpressionPtr> table_in_parentheses_or_name();  // right side of join and union
  Checked<std::vector<OperatorPtr>> operators_behind_pipes();
  // where ... | extend ...: without a table before them, as mv-apply has them.
  Checked<std::vector<OperatorPtr>> operators_from_name();
  Checked<Type> type_name();
  Checked<ExpressionPtr> primary();

  // hint.strategy = shuffle and kin: read, without effect.
  Checked<void> skip_hints();
  // The next token, when it is NAME =.
  bool at_option(std::string_view name) const;

 private:
  // Counts how deep the parser stands while it lives.
  class Deeper {
   public:
    explicit Deeper(Parser& parser) : parser_(parser) { ++parser_.depth_; }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    bool too_deep() const { return parser_.depth_ > 128; }

   private:
    Parser& parser_;
  };

  Checked<OperatorPtr> one_operator();
  Checked<ExpressionPtr> level(int precedence);
  Checked<ExpressionPtr> comparison();
  Checked<ExpressionPtr> string_operation(ExpressionPtr left, bool* more);
  Checked<ExpressionPtr> between(ExpressionPtr left, const Token& word);
  Checked<ExpressionPtr> list_behind(ExpressionPtr left, const Token& word);
  Checked<ExpressionPtr> unary();
  Checked<ExpressionPtr> postfix();
  Checked<ExpressionPtr> member_of(ExpressionPtr object);
  Checked<ExpressionPtr> name_or_call();
  Checked<ExpressionPtr> call(Token word);
  Checked<ExpressionPtr> literal();
  Checked<ExpressionPtr> typed_literal(const Token& word);
  Checked<ExpressionPtr> dynamic_literal(const Token& word);
  Checked<std::string> dynamic_value();
  Checked<std::string> dynamic_list(std::string_view close);
  Checked<ExpressionPtr> in_parentheses();
  Checked<ExpressionPtr> source();
  Checked<Let> let_statement();
  Checked<ExpressionPtr> function_literal();
  Checked<std::vector<Parameter>> parameters();
  Checked<void> skip_columns_of_tabular_parameter();
  bool at_function_literal() const;
  Checked<void> statement(Statements& statements);

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

std::shared_ptr<Expression> make_expression(Expression::Kind kind, Place place);

}  // namespace backstamp::hunting::kql
