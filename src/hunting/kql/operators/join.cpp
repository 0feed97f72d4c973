// join and lookup: pairs of rows with equal keys. Keys are names, or $left.a == $right.b.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

enum class Side { left, right, both };

struct Kind {
  std::string_view name;
  std::string_view sql;
  Side columns;        // whose columns come out
  bool left_optional;  // a row of the right side may stand alone
  bool right_optional;
};

// innerunique: of left rows with equal keys one is kept. It is a semi join seen from the right.
constexpr Kind kinds[] = {
    {"innerunique", "", Side::both, false, false},
    {"inner", "INNER JOIN", Side::both, false, false},
    {"leftouter", "LEFT JOIN", Side::both, false, true},
    {"rightouter", "RIGHT JOIN", Side::both, true, false},
    {"fullouter", "FULL JOIN", Side::both, true, true},
    {"leftsemi", "LEFT SEMI JOIN", Side::left, false, false},
    {"rightsemi", "RIGHT SEMI JOIN", Side::right, false, false},
    {"leftanti", "LEFT ANTI JOIN", Side::left, false, false},
    {"anti", "LEFT ANTI JOIN", Side::left, false, false},
    {"leftantisemi", "LEFT ANTI JOIN", Side::left, false, false},
    {"rightanti", "RIGHT ANTI JOIN", Side::right, false, false},
    {"rightantisemi", "RIGHT ANTI JOIN", Side::right, false, false},
};

struct Key {
  Place place;
  std::string left = {}, right = {};
};

class Joined final : public Operator {
 public:
  Joined(Place where, const Kind& kind, bool lookup, ExpressionPtr table, std::vector<Key> keys)
      : Operator(where),
        kind_(kind),
        lookup_(lookup),
        table_(std::move(table)),
        keys_(std::move(keys)) {}

  Checked<Relation> bind(Binder& binder, Relation left, const Station& station) const override {
    Relation right = TRY(binder.table(*table_, station.scope));
    Join join;
    std::vector<std::string> right_keys;
    for (const Key& key : keys_) {
      TRY(bind_key(binder, left, right, key, join, right_keys));
    }
    if (kind_.left_optional) make_optional(binder, left);
    if (kind_.right_optional) make_optional(binder, right);
    for (const Column& column : left.columns) join.left_ids.push_back(column.id);
    for (const Column& column : right.columns) join.right_ids.push_back(column.id);
    Relation both;
    both.columns = columns_of(left, right, right_keys);
    join.kind = kind_.sql;
    join.left = left.plan;
    join.right = right.plan;
    if (kind_.sql.empty()) {
      join.kind = "LEFT SEMI JOIN";
      std::swap(join.left, join.right);
      std::swap(join.left_ids, join.right_ids);
      for (auto& [ours, theirs] : join.keys) std::swap(ours, theirs);
    }
    both.plan = std::make_shared<Select>();
    both.plan->join = std::move(join);
    return both;
  }

 private:
  Checked<void> bind_key(Binder& binder, Relation& left, Relation& right, const Key& key,
                         Join& join, std::vector<std::string>& right_keys) const {
    const auto side = [&](Relation& relation, const std::string& name) -> Checked<Column> {
      if (const Column* column = find_column(relation, name)) return *column;
      Expression named;
      named.place = key.place;
      named.text = name;
      return binder.unknown(named, {.row = &relation, .scope = {}});
    };
    const Column ours = TRY(side(left, key.left)), theirs = TRY(side(right, key.right));
    right_keys.push_back(theirs.name);
    const bool same = ours.type == theirs.type || (is_number(ours.type) && is_number(theirs.type));
    const bool texts =
        (ours.type == Type::text || ours.type == Type::dynamic || ours.type == Type::guid) &&
        (theirs.type == Type::text || theirs.type == Type::dynamic || theirs.type == Type::guid);
    if (!same && !texts) {
      return wrong(key.place,
                   key.left + " is a " + std::string(name_of(ours.type)) + " and " + key.right +
                       " a " + std::string(name_of(theirs.type)),
                   "keys of one type");
    }
    const Type type = texts && !same ? Type::text
                      : same && ours.type != theirs.type
                          ? common_type(ours.type, theirs.type).value_or(Type::real)
                          : ours.type;
    join.keys.emplace_back(key_id(binder, left, ours, type), key_id(binder, right, theirs, type));
    return {};
  }

  // The key as a column of one SQL type on both sides.
  static std::string key_id(Binder& binder, Relation& relation, const Column& column, Type type) {
    const Scalar value = converted(make_scalar(column.id, column.type, column.nullable),
                                   column.type == Type::dynamic ? Type::text : type);
    const bool plain = value.type == Type::text || value.type == Type::guid;
    Scalar key = value;
    if (!plain) key.sql = canonical_sql(value, false);
    relation.open();
    return binder.column(relation, "", key).id;
  }

  static void make_optional(Binder& binder, Relation& relation) {
    relation.open();
    for (Column& column : relation.columns) {
      Scalar value = make_scalar(column.id, column.type, true);
      if (column.nullable || !value.nullable) continue;
      value.sql = canonical_sql(value, true);
      column = binder.column(relation, column.name, value);
    }
  }

  std::vector<Column> columns_of(const Relation& left, const Relation& right,
                                 const std::vector<std::string>& right_keys) const {
    if (kind_.columns == Side::left) return left.columns;
    if (kind_.columns == Side::right) return right.columns;
    std::vector<Column> columns = left.columns;
    for (const Column& column : right.columns) {
      const bool key = std::ranges::find(right_keys, column.name) != right_keys.end();
      if (lookup_ && key) continue;
      columns.push_back(column);
      columns.back().name.clear();
      columns.back().name = free_name(columns, column.name);
    }
    return columns;
  }

  const Kind& kind_;
  bool lookup_;
  ExpressionPtr table_;
  std::vector<Key> keys_;
};

Checked<const Kind*> parse_kind(Parser& parser, std::string_view standard) {
  std::string name(standard);
  const Place place = parser.peek().place;
  TRY(parser.skip_hints());
  if (parser.at_option("kind")) {
    parser.next();
    parser.next();
    name = parser.next().text;
  }
  TRY(parser.skip_hints());
  const auto kind = std::ranges::find(kinds, name, &Kind::name);
  if (kind != std::end(kinds)) return kind;
  std::vector<std::string> known;
  for (const Kind& one : kinds) known.emplace_back(one.name);
  return wrong(place, "unknown kind of join " + name, "", nearest_name(name, known));
}

// $left.a, $right.b
Checked<std::pair<std::string, std::string>> parse_side(Parser& parser) {
  const Token word = parser.peek();
  if (!word.is_name("$left") && !word.is_name("$right")) {
    return parser.unexpected("a column, or $left.a == $right.b");
  }
  parser.next();
  TRY(parser.expect("."));
  return std::pair(word.text, TRY(parser.name()));
}

Checked<Key> parse_key(Parser& parser) {
  Key key{.place = parser.peek().place, .left = {}, .right = {}};
  const bool parenthesis = parser.accept("(");
  if (!parser.peek().is_name("$left") && !parser.peek().is_name("$right")) {
    key.left = TRY(parser.name());
    key.right = key.left;
    if (parser.accept("==")) key.right = TRY(parser.name());
  } else {
    const auto first = TRY(parse_side(parser));
    TRY(parser.expect("=="));
    const auto second = TRY(parse_side(parser));
    if (first.first == second.first) {
      return wrong(key.place, "both sides are " + first.first, "$left.a == $right.b");
    }
    key.left = first.first == "$left" ? first.second : second.second;
    key.right = first.first == "$left" ? second.second : first.second;
  }
  if (parenthesis) TRY(parser.expect(")"));
  return key;
}

Checked<OperatorPtr> parse_pair(Parser& parser, Place place, bool lookup) {
  const Kind* kind = TRY(parse_kind(parser, lookup ? "leftouter" : "innerunique"));
  if (lookup && kind->name != "leftouter" && kind->name != "inner") {
    return wrong(place, "lookup is leftouter or inner");
  }
  ExpressionPtr table = TRY(parser.table_in_parentheses_or_name());
  TRY(parser.skip_hints());
  TRY(parser.expect_name("on"));
  std::vector<Key> keys;
  do {
    keys.push_back(TRY(parse_key(parser)));
  } while (parser.accept(",") || parser.accept_name("and"));
  return std::make_shared<Joined>(place, *kind, lookup, std::move(table), std::move(keys));
}

}  // namespace

Checked<OperatorPtr> parse_join(Parser& parser, Place place) {
  return parse_pair(parser, place, /*lookup=*/false);
}

Checked<OperatorPtr> parse_lookup(Parser& parser, Place place) {
  return parse_pair(parser, place, /*lookup=*/true);
}

}  // namespace backstamp::hunting::kql
