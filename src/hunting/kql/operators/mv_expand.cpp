// mv-expand: a row for each element of an array or pair of a bag; none for an empty one, one for
// null. Several columns expand side by side, the shorter ones padded with null.
#include "hunting/kql/bind/binder.h"
#include "hunting/kql/operators/operators.h"
#include "hunting/kql/operators/parsers.h"

namespace backstamp::hunting::kql {
namespace {

struct Part {
  Place place;
  std::string name;  // given, or ""
  ExpressionPtr value;
  std::optional<Type> type = {};
};

struct Options {
  bool bags_as_arrays = false;  // kind=array
  std::string index;            // with_itemindex=
  ExpressionPtr limit;
};

class Expand final : public Operator {
 public:
  Expand(Place where, Options options, std::vector<Part> parts)
      : Operator(where), options_(std::move(options)), parts_(std::move(parts)) {}

  Checked<Relation> bind(Binder& binder, Relation input, const Station& station) const override {
    std::vector<std::string> arrays, names;
    std::int64_t most = 1'048'576;
    if (options_.limit) most = TRY(binder.count(*options_.limit, station.scope, most));
    input.open();
    for (const Part& part : parts_) {
      const Scalar value = TRY(binder.scalar(*part.value, {.row = &input, .scope = station.scope}));
      std::string name = part.name.empty() ? default_name(*part.value) : part.name;
      if (name.empty()) name = named_or_numbered(input.columns, *part.value);
      names.push_back(std::move(name));
      const Scalar array = make_scalar(
          sql("arraySlice($0, 1, $1)", {elements(value), std::to_string(most)}), Type::dynamic);
      arrays.push_back(binder.column(input, "", array).id);
    }
    Select& select = input.fresh();
    std::vector<std::string> lengths;
    for (const std::string& array : arrays) lengths.push_back("length(" + array + ")");
    const std::string longest =
        lengths.size() == 1 ? lengths[0] : "greatest(" + joined(lengths) + ")";
    std::vector<std::string> elements_of;
    for (const std::string& array : arrays) {
      elements_of.push_back(binder.fresh_id());
      select.array_join.push_back(
          {elements_of.back(),
           arrays.size() == 1 ? array : sql("arrayResize($0, $1)", {array, longest})});
    }
    std::string index;
    if (!options_.index.empty()) {
      index = binder.fresh_id();
      select.array_join.push_back({index, sql("range(toUInt64($0))", {longest})});
    }
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      put(binder, input, names[i], elements_of[i], parts_[i].type.value_or(Type::dynamic));
    }
    if (!index.empty()) {
      Scalar place_in = make_scalar(sql("toInt64($0)", {index}), Type::long_integer, false);
      input.columns.push_back(binder.column(input, options_.index, place_in));
    }
    return input;
  }

 private:
  std::string elements(const Scalar& value) const {
    if (!value.texts.empty()) return raw_sql(value);
    if (value.type != Type::dynamic) return sql("[$0]", {json_sql(value)});
    const std::string_view pair = options_.bags_as_arrays
                                      ? "concat('[', toJSONString(p.1), ',', p.2, ']')"
                                      : "concat('{', toJSONString(p.1), ':', p.2, '}')";
    return sql(
        "multiIf(JSONType($0) = 'Array', JSONExtractArrayRaw($0), JSONType($0) = 'Object', "
        "arrayMap(p -> $1, JSONExtractKeysAndValuesRaw($0)), [toString($0)])",
        {value.sql, pair});
  }

  static void put(Binder& binder, Relation& input, const std::string& name,
                  const std::string& element, Type type) {
    Scalar value = make_scalar(sql("if($0 = 'null', '', $0)", {element}), Type::dynamic);
    if (type != Type::dynamic) {
      value = converted(make_scalar(element, Type::dynamic), type);
    }
    Column column = binder.column(input, name, value);
    const auto found = std::ranges::find(input.columns, name, &Column::name);
    if (found != input.columns.end()) {
      *found = std::move(column);
    } else {
      input.columns.push_back(std::move(column));
    }
  }

  Options options_;
  std::vector<Part> parts_;
};

Checked<Part> parse_part(Parser& parser) {
  const Place place = parser.peek().place;
  const ExpressionPtr item = TRY(parser.assignment());
  Part part{.place = place, .name = {}, .value = item, .type = {}};
  if (item->kind == Expression::Kind::assign) {
    part.name = item->names[0];
    part.value = item->children[0];
  }
  if (parser.accept_name("to")) {
    const ExpressionPtr type = TRY(parser.primary());
    if (type->kind != Expression::Kind::type) return wrong(type->place, "no type", "typeof(...)");
    part.type = type->type;
  }
  return part;
}

}  // namespace

Checked<OperatorPtr> parse_mv_expand(Parser& parser, Place place) {
  Options options;
  for (;;) {
    if (parser.at_option("kind") || parser.at_option("bagexpansion")) {
      parser.next();
      parser.next();
      options.bags_as_arrays = parser.next().text == "array";
    } else if (parser.at_option("with_itemindex")) {
      parser.next();
      parser.next();
      options.index = TRY(parser.name());
    } else {
      break;
    }
  }
  std::vector<Part> parts;
  do {
    parts.push_back(TRY(parse_part(parser)));
  } while (parser.accept(","));
  if (parser.accept_name("limit")) options.limit = TRY(parser.expression());
  return std::make_shared<Expand>(place, std::move(options), std::move(parts));
}

Checked<Relation> bind_expansion(Binder& binder, Relation input, const Station& station,
                                 const std::vector<ExpansionPart>& parts) {
  std::vector<Part> all;
  for (const ExpansionPart& part : parts) {
    all.push_back({part.value->place, part.name, part.value, part.type});
  }
  return Expand(parts.front().value->place, {}, std::move(all))
      .bind(binder, std::move(input), station);
}

Checked<ExpansionPart> parse_expansion_part(Parser& parser) {
  Part part = TRY(parse_part(parser));
  return ExpansionPart{std::move(part.name), std::move(part.value), part.type};
}

Checked<OperatorPtr> parse_old_mvexpand(Parser& parser, Place place) {
  return parse_mv_expand(parser, place);
}

}  // namespace backstamp::hunting::kql
