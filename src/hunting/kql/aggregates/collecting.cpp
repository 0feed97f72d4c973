// make_list, make_set, make_bag and their ...if forms: the result is a dynamic.
#include "hunting/kql/aggregates/aggregates.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::int64_t elements_max = 1'048'576;

// The elements as JSON texts; null where the value is, so that it is left out.
std::string element(const Scalar& value) {
  const std::string json = json_sql(value);
  const bool nullable = value.nullable || value.type == Type::dynamic || value.type == Type::guid;
  return nullable ? sql("if($0, NULL, $1)", {is_null_sql(value), json}) : json;
}

Checked<std::int64_t> most(AggregateCall& call, std::int64_t standard) {
  if (call.arguments.size() < 2) return standard;
  const auto given = constant_whole(call[1]);
  if (!given || *given < 1) {
    return wrong(call.place_of(call.syntax.children.size() - 1), "the size must be a constant",
                 "a number from 1");
  }
  return std::min(*given, elements_max);
}

Scalar array_of(const std::string& elements) {
  return make_scalar(sql("concat('[', arrayStringConcat($0, ','), ']')", {elements}),
                     Type::dynamic);
}

std::int64_t standard_size(const AggregateCall& call) {
  return call.syntax.text.contains('_') ? elements_max : 128;
}

Checked<Scalar> make_set(AggregateCall& call) {
  const std::int64_t size = TRY(most(call, standard_size(call)));
  const std::string function = std::string("groupUniqArray") + (call.condition.empty() ? "" : "If");
  const std::string tail = call.condition.empty() ? "" : ", " + call.condition;
  return array_of(sql("$0($1)($2$3)", {function, std::to_string(size), element(call[0]), tail}));
}

// In the order of the rows, where a sort gives them one.
Checked<Scalar> make_list(AggregateCall& call) {
  const std::int64_t size = TRY(most(call, standard_size(call)));
  std::string condition = call.condition;
  const Relation& input = *call.names.row;
  const bool with_nulls = call.syntax.text == "make_list_with_nulls";
  const std::string value = with_nulls ? json_sql(call[0]) : element(call[0]);
  const Column* place = input.find("$place");
  if (place == nullptr) {
    const std::string function = condition.empty() ? "groupArray" : "groupArrayIf";
    const std::string tail = condition.empty() ? "" : ", " + condition;
    return array_of(sql("$0($1)($2$3)", {function, std::to_string(size), value, tail}));
  }
  const std::string known = sql("isNotNull($0)", {value});
  condition = condition.empty() ? known : sql("($0 AND $1)", {condition, known});
  return array_of(
      sql("arraySlice(arrayMap(p -> p.2, arraySort(p -> p.1, "
          "groupArrayIf(1048576)((toInt64($0), ifNull($1, '')), $2))), 1, $3)",
          {place->id, value, condition, std::to_string(size)}));
}

// One bag of all bags; the first value of a key stays.
Checked<Scalar> make_bag(AggregateCall& call) {
  if (call[0].type != Type::dynamic) {
    return wrong(call.place_of(0), "make_bag() needs a bag", "bag_pack(key, value)");
  }
  const std::string pairs = call.applied(
      "groupArray",
      sql("JSONExtractKeysAndValuesRaw(if(JSONType($0) = 'Object', $0, '{}'))", {call[0].sql}));
  return make_scalar(
      sql("concat('{', arrayStringConcat(arrayElement(arrayMap(f -> arrayMap(p -> "
          "concat(toJSONString(p.1), ':', p.2), arrayFilter((p, i) -> indexOf(arrayMap(q -> q.1, "
          "f), p.1) = i, f, arrayEnumerate(f))), [arrayFlatten($0)]), 1), ','), '}')",
          {pairs}),
      Type::dynamic);
}

constexpr Aggregate aggregates[] = {
    {"make_set", "set", 1, 2, false, make_set},
    {"makeset", "set", 1, 2, false, make_set},
    {"make_set_if", "set", 2, 3, true, make_set},
    {"make_list", "list", 1, 2, false, make_list},
    {"makelist", "list", 1, 2, false, make_list},
    {"make_list_if", "list", 2, 3, true, make_list},
    {"make_list_with_nulls", "list", 1, 1, false, make_list},
    {"make_bag", "bag", 1, 2, false, make_bag},
    {"make_bag_if", "bag", 2, 3, true, make_bag},
    {"make_dictionary", "bag", 1, 2, false, make_bag},
};

}  // namespace

std::span<const Aggregate> collecting_aggregates() { return aggregates; }

}  // namespace backstamp::hunting::kql
