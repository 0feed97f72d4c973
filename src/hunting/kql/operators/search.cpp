// search "term": rows that hold a term in any column. search in (T1, T2) reads these tables.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

// A text alone stands for: any column has it. a* is a prefix, *a a suffix, *a* anything within.
ExpressionPtr spread(const ExpressionPtr& expression) {
  const bool text = expression->kind == Expression::Kind::literal && expression->type == Type::text;
  if (text) {
    std::string needle = std::get<std::string>(expression->constant);
    const bool before = needle.starts_with('*'), behind = needle.ends_with('*');
    if (before) needle.erase(0, 1);
    if (behind && !needle.empty()) needle.pop_back();
    auto literal = std::make_shared<Expression>(*expression);
    literal->constant = needle;
    auto has = make_expression(Expression::Kind::binary, expression->place);
    has->text = before && behind ? "contains" : before ? "hassuffix" : behind ? "hasprefix" : "has";
    has->children = {make_expression(Expression::Kind::star, expression->place), literal};
    return has;
  }
  const bool logical = expression->kind == Expression::Kind::binary &&
                       (expression->text == "and" || expression->text == "or");
  const bool inverse = expression->kind == Expression::Kind::call && expression->text == "not";
  if (!logical && !inverse) return expression;
  auto copy = std::make_shared<Expression>(*expression);
  for (ExpressionPtr& child : copy->children) child = spread(child);
  return copy;
}

class Search final : public Operator {
 public:
  Search(Place where, std::vector<ExpressionPtr> tables, ExpressionPtr condition)
      : Operator(where), tables_(std::move(tables)), condition_(std::move(condition)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    if (!input.plan) {
      if (tables_.empty()) {
        return wrong(place, "search needs tables", "search in (EmailEvents, EmailUrlInfo) ...");
      }
      return search_tables(binder, station);
    }
    const std::string condition =
        TRY(binder.condition(*condition_, {.row = &input, .scope = station.scope}));
    input.where(condition);
    return input;
  }

 private:
  // union withsource=$table (T1 | search ...), (T2 | search ...)
  Checked<Relation> search_tables(Binder& binder, const Station& station) const {
    const auto inner = std::make_shared<Search>(place, std::vector<ExpressionPtr>(), condition_);
    std::vector<ExpressionPtr> legs;
    for (const ExpressionPtr& table : tables_) {
      auto leg = make_expression(Expression::Kind::pipeline, place);
      leg->children = {table};
      leg->operators = {inner};
      legs.push_back(std::move(leg));
    }
    return bind_union(binder, place, legs, "$table", station);
  }

  std::vector<ExpressionPtr> tables_;
  ExpressionPtr condition_;
};

}  // namespace

Checked<OperatorPtr> parse_search(Parser& parser, Place place) {
  std::vector<ExpressionPtr> tables;
  if (parser.at_option("kind")) {
    parser.next();
    parser.next();
    parser.next();
  }
  if (parser.accept_name("in")) {
    TRY(parser.expect("("));
    while (!parser.peek().is(")")) {
      tables.push_back(TRY(parser.pipeline()));
      if (!parser.accept(",")) break;
    }
    TRY(parser.expect(")"));
  }
  ExpressionPtr condition = TRY(parser.expression());
  return std::make_shared<Search>(place, std::move(tables), spread(condition));
}

Checked<OperatorPtr> parse_search_source(Parser& parser, Place place) {
  return parse_search(parser, place);
}

}  // namespace backstamp::hunting::kql
