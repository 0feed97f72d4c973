// Bags: bag_keys, bag_pack, bag_merge, bag_has_key, bag_remove_keys, pack_all, treepath.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

std::string pair_sql(const std::string& key, const std::string& json) {
  return sql("concat(toJSONString($0), ':', $1)", {key, json});
}

Scalar bag_of(const std::string& pairs) {
  return make_scalar(sql("concat('{', arrayStringConcat($0, ','), '}')", {pairs}), Type::dynamic);
}

// The pairs of a bag as Array(Tuple(key, JSON text)); none for what is no bag.
std::string pairs_sql(const Scalar& bag) {
  return sql("JSONExtractKeysAndValuesRaw(if(JSONType($0) = 'Object', $0, '{}'))", {bag.sql});
}

Checked<Scalar> bag_keys(Call& call) {
  const std::string keys = sql("JSONExtractKeys($0)", {call[0].sql});
  return make_scalar(
      sql("if(JSONType($0) = 'Object', $1, '')", {call[0].sql, array_of_texts_json(keys)}),
      Type::dynamic);
}

Checked<Scalar> bag_pack(Call& call) {
  if (call.size() % 2 != 0) return wrong(call.place(), "bag_pack() needs pairs of key and value");
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i < call.size(); i += 2) {
    pairs.push_back(pair_sql(call.text(i), json_sql(call[i + 1])));
  }
  return bag_of("[" + joined(pairs) + "]");
}

Checked<Scalar> bag_pack_columns(Call& call) {
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i < call.size(); ++i) {
    const std::string name = default_name(*call.syntax.children[i]);
    if (name.empty()) return wrong(call.place_of(i), "bag_pack_columns() takes columns");
    pairs.push_back(pair_sql(sql_text(name), json_sql(call[i])));
  }
  return bag_of("[" + joined(pairs) + "]");
}

// pack_all([ignore nulls and empty texts])
Checked<Scalar> pack_all(Call& call) {
  if (call.names.row == nullptr) return wrong(call.place(), "pack_all() needs a table");
  const bool ignore = call.size() == 1 && call[0].constant && call[0].type == Type::boolean &&
                      std::get<bool>(*call[0].constant);
  std::vector<std::string> pairs;
  for (const Column& column : call.names.row->columns) {
    const Scalar value = make_scalar(column.id, column.type, column.nullable);
    std::string pair = pair_sql(sql_text(column.name), json_sql(value));
    if (ignore) {
      const std::string nothing =
          column.type == Type::text ? sql("($0 = '')", {value.sql}) : is_null_sql(value);
      pair = sql("if($0, '', $1)", {nothing, pair});
    }
    pairs.push_back(std::move(pair));
  }
  const std::string all = "[" + joined(pairs) + "]";
  return bag_of(ignore ? sql("arrayFilter(x -> x != '', $0)", {all}) : all);
}

// The first bag that has a key gives its value.
Checked<Scalar> bag_merge(Call& call) {
  std::vector<std::string> all;
  for (const Scalar& bag : call.arguments) all.push_back(pairs_sql(bag));
  return bag_of(
      sql("arrayMap(p -> concat(toJSONString(p.1), ':', p.2), "
          "arrayFilter((p, i) -> indexOf(arrayMap(q -> q.1, arrayConcat($0)), p.1) = i, "
          "arrayConcat($0), arrayEnumerate(arrayConcat($0))))",
          {joined(all)}));
}

Checked<Scalar> bag_has_key(Call& call) {
  return make_scalar(
      sql("(JSONType($0) = 'Object' AND JSONHas($0, $1))", {call[0].sql, call.text(1)}),
      Type::boolean, false);
}

Checked<Scalar> bag_remove_keys(Call& call) {
  return bag_of(
      sql("arrayMap(p -> concat(toJSONString(p.1), ':', p.2), "
          "arrayFilter(p -> NOT has($0, p.1), $1))",
          {texts_sql(call[1]), pairs_sql(call[0])}));
}

Checked<Scalar> bag_set_key(Call& call) {
  const std::string others =
      sql("arrayFilter(p -> p.1 != $0, $1)", {call.text(1), pairs_sql(call[0])});
  return bag_of(sql("arrayPushBack(arrayMap(p -> concat(toJSONString(p.1), ':', p.2), $0), $1)",
                    {others, pair_sql(call.text(1), json_sql(call[2]))}));
}

constexpr Function functions[] = {
    {"bag_keys", 1, 1, bag_keys},
    {"bag_pack", 0, any_number, bag_pack},
    {"pack", 0, any_number, bag_pack},
    {"pack_dictionary", 0, any_number, bag_pack},
    {"bag_pack_columns", 1, any_number, bag_pack_columns},
    {"pack_all", 0, 1, pack_all},
    {"bag_merge", 1, any_number, bag_merge},
    {"bag_has_key", 2, 2, bag_has_key},
    {"bag_remove_keys", 2, 2, bag_remove_keys},
    {"bag_set_key", 3, 3, bag_set_key},
};

}  // namespace

std::span<const Function> bag_functions() { return functions; }

}  // namespace backstamp::hunting::kql
