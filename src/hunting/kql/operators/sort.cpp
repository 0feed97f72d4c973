// sort and order: descending unless asc is said. Nulls come last when descending, else first.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

class Sort final : public Operator {
 public:
  Sort(Place where, std::vector<SortExpression> keys) : Operator(where), keys_(std::move(keys)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    input.order = TRY(bind_sort_keys(binder, input, keys_, station.scope));
    return input;
  }

 private:
  std::vector<SortExpression> keys_;
};

}  // namespace

Checked<std::vector<SortExpression>> parse_sort_keys(Parser& parser) {
  std::vector<SortExpression> keys;
  do {
    SortExpression key{.value = TRY(parser.assignment()), .nulls_first = {}};
    if (parser.accept_name("asc")) {
      key.descending = false;
    } else {
      parser.accept_name("desc");
    }
    if (parser.accept_name("nulls")) {
      key.nulls_first = parser.accept_name("first");
      if (!*key.nulls_first) TRY(parser.expect_name("last"));
    }
    keys.push_back(std::move(key));
  } while (parser.accept(","));
  return keys;
}

Checked<std::vector<SortKey>> bind_sort_keys(Binder& binder, Relation& relation,
                                             const std::vector<SortExpression>& keys,
                                             const ScopePtr& scope) {
  std::vector<SortKey> order;
  for (const SortExpression& key : keys) {
    const Expression& value =
        key.value->kind == Expression::Kind::assign ? *key.value->children[0] : *key.value;
    Scalar bound = TRY(binder.scalar(value, {.row = &relation, .scope = scope}));
    if (bound.type == Type::dynamic) bound = converted(bound, Type::text);
    relation.open();
    order.push_back({.id = binder.column(relation, "", bound).id,
                     .descending = key.descending,
                     .nulls_first = key.nulls_first});
  }
  return order;
}

Checked<OperatorPtr> parse_sort(Parser& parser, Place place) {
  TRY(parser.skip_hints());
  TRY(parser.expect_name("by"));
  return std::make_shared<Sort>(place, TRY(parse_sort_keys(parser)));
}

}  // namespace backstamp::hunting::kql
