// evaluate bag_unpack and pivot: what columns come out hangs on the rows, so the rows are looked at
// while the query is bound. Other plugins are refused.
#include <map>

#include "hunting/kql/aggregates/aggregates.h"
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::size_t columns_max = 256;

using NamedType = std::pair<std::string, Type>;

// At most columns_max + 1 rows of these columns of the relation, as it is before `input` goes on.
Checked<LookedUp> look(Binder& binder, Place place, const Relation& probe,
                       const std::vector<std::string>& columns) {
  if (!binder.settings().look) {
    return wrong(place, "the columns hang on the rows, which are not looked at here", "run it");
  }
  const std::string sql =
      TRY(write_sql(*probe.plan, columns, probe.order, static_cast<std::int64_t>(columns_max + 1)));
  auto rows = binder.settings().look(sql);
  if (!rows) {
    rows.error().place = place;
    return std::unexpected(std::move(rows).error());
  }
  if (rows->size() > columns_max) {
    return too_much(place, "more than " + std::to_string(columns_max) + " columns would come out");
  }
  return std::move(*rows);
}

// The one type of all values that were seen; dynamic where there is none.
Type type_of(const std::string& seen) {
  bool texts = false, wholes = false, reals = false, flags = false, others = false;
  for (const char kind : seen) {
    texts = texts || kind == 's';
    wholes = wholes || kind == 'i';
    reals = reals || kind == 'd';
    flags = flags || kind == 'b';
    others = others || kind == 'o';
  }
  const int kinds = int{texts} + int{wholes || reals} + int{flags} + int{others};
  if (kinds != 1 || others) return Type::dynamic;
  if (texts) return Type::text;
  if (flags) return Type::boolean;
  return reals ? Type::real : Type::long_integer;
}

enum class Conflict { error, replace_source, keep_source };

class BagUnpack final : public Operator {
 public:
  BagUnpack(Place where, ExpressionPtr bag, std::string prefix, Conflict conflict,
            std::vector<NamedType> schema)
      : Operator(where),
        bag_(std::move(bag)),
        prefix_(std::move(prefix)),
        conflict_(conflict),
        schema_(std::move(schema)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    const Names names{.row = &input, .scope = station.scope};
    Scalar bag = TRY(binder.scalar(*bag_, names));
    if (bag.type != Type::dynamic) {
      return wrong(bag_->place, "bag_unpack needs a dynamic", "parse_json(...)");
    }
    input.open();
    const Column source = binder.column(input, "", bag);
    bag = make_scalar(source.id, Type::dynamic);
    std::vector<NamedType> keys = schema_;
    if (keys.empty()) keys = TRY(keys_of(binder, input, source.id));
    if (bag_->kind == Expression::Kind::name) {
      std::erase_if(input.columns, [&](const Column& column) { return column.name == bag_->text; });
    }
    for (const auto& [key, type] : keys) TRY(add(binder, input, bag, key, type));
    return input;
  }

 private:
  Checked<std::vector<NamedType>> keys_of(Binder& binder, const Relation& input,
                                          const std::string& bag) const {
    Relation probe = input;
    probe.order.clear();
    const std::string key = binder.fresh_id(), kinds = binder.fresh_id();
    Select& each = probe.fresh();
    each.array_join.push_back(
        {key, sql("if(JSONType($0) = 'Object', JSONExtractKeys($0), CAST([] AS Array(String)))",
                  {bag})});
    const std::string kind = binder.fresh_id();
    each.items.push_back(
        {kind, sql("multiIf(JSONType($0, $1) = 'String', 's', JSONType($0, $1) IN ('Int64', "
                   "'UInt64'), 'i', JSONType($0, $1) = 'Double', 'd', JSONType($0, $1) = 'Bool', "
                   "'b', JSONType($0, $1) = 'Null', '', 'o')",
                   {bag, key})});
    Select& grouped = probe.fresh();
    grouped.grouped = true;
    grouped.group_by = {key};
    grouped.items.push_back({kinds, "arrayStringConcat(groupUniqArray(" + kind + "), '')"});
    probe.order = {{.id = key, .descending = false, .nulls_first = {}}};
    std::vector<NamedType> keys;
    for (const auto& row : TRY(look(binder, place, probe, {key, kinds}))) {
      keys.emplace_back(row[0], type_of(row[1]));
    }
    return keys;
  }

  Checked<void> add(Binder& binder, Relation& input, const Scalar& bag, const std::string& key,
                    Type type) const {
    const std::string name = prefix_ + key;
    Scalar value = member_of(bag, key);
    if (type != Type::dynamic) value = converted(value, type);
    const auto found = std::ranges::find(input.columns, name, &Column::name);
    if (found == input.columns.end()) {
      input.columns.push_back(binder.column(input, name, value));
    } else if (conflict_ == Conflict::replace_source) {
      *found = binder.column(input, name, value);
    } else if (conflict_ == Conflict::error) {
      return wrong(place, "there is a column " + name + " already",
                   "a prefix, or columnsConflict='replace_source' or 'keep_source'");
    }
    return {};
  }

  ExpressionPtr bag_;
  std::string prefix_;
  Conflict conflict_;
  std::vector<NamedType> schema_;
};

std::shared_ptr<Expression> call_of(Place place, std::string name,
                                    std::vector<ExpressionPtr> arguments) {
  auto call = make_expression(Expression::Kind::call, place);
  call->text = std::move(name);
  call->children = std::move(arguments);
  return call;
}

class Pivot final : public Operator {
 public:
  Pivot(Place where, ExpressionPtr column, ExpressionPtr aggregate, std::vector<ExpressionPtr> keys)
      : Operator(where),
        column_(std::move(column)),
        aggregate_(std::move(aggregate)),
        keys_(std::move(keys)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    const Names names{.row = &input, .scope = station.scope};
    const Scalar value = TRY(binder.scalar(*column_, names));
    input.open();
    const Scalar text = make_scalar(text_sql(value), Type::text, false);
    const std::string id = binder.column(input, "", text).id;
    std::vector<ExpressionPtr> keys = keys_.empty() ? other_columns(input) : keys_;
    std::vector<ExpressionPtr> aggregates;
    for (const std::string& one : TRY(values_of(binder, input, id))) {
      aggregates.push_back(TRY(aggregate_of(one)));
    }
    const auto summarize = make_summarize(place, std::move(aggregates), std::move(keys));
    return summarize->bind(binder, std::move(input), station);
  }

 private:
  Checked<std::vector<std::string>> values_of(Binder& binder, const Relation& input,
                                              const std::string& id) const {
    Relation probe = input;
    Select& grouped = probe.fresh();
    grouped.grouped = true;
    grouped.group_by = {id};
    probe.order = {{.id = id, .descending = false, .nulls_first = {}}};
    std::vector<std::string> values;
    for (const auto& row : TRY(look(binder, place, probe, {id}))) values.push_back(row[0]);
    return values;
  }

  // All but the pivot and what the aggregate mentions.
  std::vector<ExpressionPtr> other_columns(const Relation& input) const {
    std::vector<ExpressionPtr> keys;
    for (const Column& column : input.columns) {
      if (mentions(*column_, column.name) || mentions(*aggregate_, column.name)) continue;
      auto key = make_expression(Expression::Kind::name, place);
      key->text = column.name;
      keys.push_back(std::move(key));
    }
    return keys;
  }

  static bool mentions(const Expression& expression, const std::string& name) {
    if (expression.kind == Expression::Kind::name && expression.text == name) return true;
    return std::ranges::any_of(expression.children,
                               [&](const ExpressionPtr& child) { return mentions(*child, name); });
  }

  // value = aggregate if the pivot is that value
  Checked<ExpressionPtr> aggregate_of(const std::string& value) const {
    static const std::map<std::string_view, std::string_view> with_condition = {
        {"count", "countif"},
        {"sum", "sumif"},
        {"avg", "avgif"},
        {"min", "minif"},
        {"max", "maxif"},
        {"dcount", "dcountif"},
        {"make_set", "make_set_if"},
        {"make_list", "make_list_if"},
        {"any", "take_anyif"},
        {"take_any", "take_anyif"}};
    const auto found = with_condition.find(aggregate_->text);
    if (aggregate_->kind != Expression::Kind::call || found == with_condition.end()) {
      return wrong(aggregate_->place, "pivot can't use this aggregate",
                   "count, sum, avg, min, max, dcount, make_set, make_list or take_any");
    }
    auto literal = make_expression(Expression::Kind::literal, place);
    literal->type = Type::text;
    literal->constant = value;
    auto equal = make_expression(Expression::Kind::binary, place);
    equal->text = "==";
    equal->children = {call_of(place, "tostring", {column_}), literal};
    std::vector<ExpressionPtr> arguments = aggregate_->children;
    arguments.insert(arguments.begin() + (arguments.empty() ? 0 : 1), equal);
    auto named = make_expression(Expression::Kind::assign, place);
    named->names = {value};
    named->children = {
        call_of(aggregate_->place, std::string(found->second), std::move(arguments))};
    return named;
  }

  ExpressionPtr column_, aggregate_;
  std::vector<ExpressionPtr> keys_;
};

class Refused final : public Operator {
 public:
  Refused(Place where, std::string plugin) : Operator(where), plugin_(std::move(plugin)) {}

  Checked<Relation> bind(Binder&, Relation, const Station&) const override {
    return wrong(place, "evaluate: the plugin " + plugin_ + " is not supported",
                 "bag_unpack or pivot");
  }

 private:
  std::string plugin_;
};

// : (name:type, ...) behind the call; empty where there is none. A star is passed over.
Checked<std::vector<NamedType>> parse_schema(Parser& parser) {
  std::vector<NamedType> schema;
  if (!parser.accept(":")) return schema;
  TRY(parser.expect("("));
  do {
    if (parser.accept("*")) continue;
    std::string name = TRY(parser.name());
    TRY(parser.expect(":"));
    schema.emplace_back(std::move(name), TRY(parser.type_name()));
  } while (parser.accept(","));
  TRY(parser.expect(")"));
  return schema;
}

Checked<OperatorPtr> parse_bag_unpack(Parser& parser, Place place) {
  ExpressionPtr bag = TRY(parser.expression());
  std::string prefix;
  Conflict conflict = Conflict::error;
  while (parser.accept(",")) {
    const ExpressionPtr option = TRY(parser.assignment());
    const bool named = option->kind == Expression::Kind::assign;
    const Expression& value = named ? *option->children[0] : *option;
    const auto* text = std::get_if<std::string>(&value.constant);
    const std::string name = named ? option->names[0] : "OutputColumnPrefix";
    if (value.kind != Expression::Kind::literal || text == nullptr) {
      return wrong(value.place, "this option of bag_unpack is not supported", "a text in quotes");
    }
    if (name == "OutputColumnPrefix") {
      prefix = *text;
    } else if (name == "columnsConflict") {
      if (*text != "error" && *text != "replace_source" && *text != "keep_source") {
        return wrong(value.place, "unknown columnsConflict", "error, replace_source, keep_source");
      }
      conflict = *text == "error"            ? Conflict::error
                 : *text == "replace_source" ? Conflict::replace_source
                                             : Conflict::keep_source;
    } else {
      return wrong(value.place, "this option of bag_unpack is not supported",
                   "OutputColumnPrefix or columnsConflict");
    }
  }
  TRY(parser.expect(")"));
  auto schema = TRY(parse_schema(parser));
  return std::make_shared<BagUnpack>(place, std::move(bag), std::move(prefix), conflict,
                                     std::move(schema));
}

Checked<OperatorPtr> parse_pivot(Parser& parser, Place place) {
  ExpressionPtr column = TRY(parser.expression());
  ExpressionPtr aggregate = call_of(place, "count", {});
  std::vector<ExpressionPtr> keys;
  if (parser.accept(",")) aggregate = TRY(parser.expression());
  while (parser.accept(",")) keys.push_back(TRY(parser.expression()));
  TRY(parser.expect(")"));
  if (parser.peek().is(":")) {
    return wrong(parser.peek().place, "pivot with a schema of its own is not supported");
  }
  return std::make_shared<Pivot>(place, std::move(column), std::move(aggregate), std::move(keys));
}

}  // namespace

Checked<OperatorPtr> parse_evaluate(Parser& parser, Place place) {
  TRY(parser.skip_hints());
  const Token plugin = parser.peek();
  if (plugin.is_name("bag_unpack") || plugin.is_name("pivot")) {
    parser.next();
    TRY(parser.expect("("));
    return plugin.is_name("pivot") ? parse_pivot(parser, place) : parse_bag_unpack(parser, place);
  }
  TRY(parse_refused(parser, place));
  return std::make_shared<Refused>(place, plugin.text);
}

}  // namespace backstamp::hunting::kql
