// What the language has and this compiler refuses, each with its reason.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

// Reads on to the end of the operator: the next pipe outside parentheses.
void skip_operator(Parser& parser) {
  int depth = 0;
  for (;;) {
    const Token& token = parser.peek();
    if (token.kind == Token::Kind::end) return;
    if (depth == 0 && (token.is("|") || token.is(";") || token.is(")"))) return;
    if (token.is("(") || token.is("[") || token.is("{")) ++depth;
    if (token.is(")") || token.is("]") || token.is("}")) --depth;
    parser.next();
  }
}

}  // namespace

// Refused when it is read: a let that is never used may hold one, so it is bound late.
class Refused final : public Operator {
 public:
  Refused(Place where, std::string why) : Operator(where), why_(std::move(why)) {}

  Checked<Relation> bind(Binder&, Relation, const Station&) const override {
    return wrong(place, why_);
  }

 private:
  std::string why_;
};

Checked<OperatorPtr> parse_refused(Parser& parser, Place place) {
  skip_operator(parser);
  return std::make_shared<Refused>(place, "this operator is not supported");
}

Checked<OperatorPtr> parse_externaldata(Parser& parser, Place place) {
  std::string address;
  int depth = 0;
  for (bool inside = false;;) {
    const Token& token = parser.peek();
    if (token.kind == Token::Kind::end) break;
    if (token.kind == Token::Kind::string && address.empty()) address = token.text;
    if (token.is("(") || token.is("[")) ++depth;
    if (token.is("[")) inside = true;
    if (token.is(")") || token.is("]")) --depth;
    parser.next();
    if (inside && depth == 0) break;
  }
  if (parser.accept_name("with")) {
    TRY(parser.expect("("));
    while (!parser.accept(")")) {
      if (parser.peek().kind == Token::Kind::end) return parser.unexpected(")");
      parser.next();
    }
  }
  return std::make_shared<Refused>(
      place, "externaldata is not supported: nothing is fetched from elsewhere (" +
                 address.substr(0, 200) + "); put the list into a datatable");
}

}  // namespace backstamp::hunting::kql
