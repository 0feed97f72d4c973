// Arrays: pack_array, array_length, array_slice, array_concat, sort, sets, strcat_array, ...
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

// Array(String) of JSON texts as the JSON text of an array.
Scalar array_of(const std::string& raw) {
  return make_scalar(sql("concat('[', arrayStringConcat($0, ','), ']')", {raw}), Type::dynamic);
}

Checked<void> need_dynamic(Call& call, std::size_t i) {
  if (call[i].type == Type::dynamic) return {};
  return wrong(
      call.place_of(i),
      call.syntax.text + "() needs an array, this is a " + std::string(name_of(call[i].type)),
      "a dynamic, for instance parse_json(...)");
}

Checked<Scalar> pack_array(Call& call) {
  bool texts = true;
  std::vector<std::string> parts, plain;
  std::string constant = "[";
  bool all_constant = true;
  for (std::size_t i = 0; i < call.size(); ++i) {
    parts.push_back(json_sql(call[i]));
    texts = texts && call[i].type == Type::text;
    plain.push_back(call.text(i));
    const auto known = constant_text(call[i]);
    all_constant = all_constant && known;
    constant += (i > 0 ? "," : "") + json_text(known.value_or(""));
  }
  if (all_constant) return constant_scalar(constant + "]", Type::dynamic);
  Scalar array = array_of("[" + joined(parts) + "]");
  if (texts) array.texts = "[" + joined(plain) + "]";
  return array;
}

Checked<Scalar> array_length(Call& call) {
  TRY(need_dynamic(call, 0));
  if (!call[0].texts.empty()) {
    return make_scalar(sql("toInt64(length($0))", {call[0].texts}), Type::long_integer, false);
  }
  return make_scalar(
      sql("if(JSONType($0) = 'Array', toInt64(JSONLength($0)), NULL)", {call[0].sql}),
      Type::long_integer);
}

// array_slice(array, first, last): from 0, negative from the end, the last one too.
Checked<Scalar> array_slice(Call& call) {
  TRY(need_dynamic(call, 0));
  const std::string raw = raw_sql(call[0]);
  std::vector<std::string> ends;
  for (const std::size_t i : {1u, 2u}) {
    const std::string number =
        sql("toInt64(ifNull($0, 0))", {converted(call[i], Type::long_integer).sql});
    ends.push_back(sql("if($0 < 0, $0 + toInt64(length($1)), $0)", {number, raw}));
  }
  return array_of(
      sql("if($2 < greatest($1, 0), CAST([] AS Array(String)), "
          "arraySlice($0, greatest($1, 0) + 1, $2 - greatest($1, 0) + 1))",
          {raw, ends[0], ends[1]}));
}

Checked<Scalar> array_concat(Call& call) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < call.size(); ++i) {
    TRY(need_dynamic(call, i));
    parts.push_back(raw_sql(call[i]));
  }
  return array_of("arrayConcat(" + joined(parts) + ")");
}

Checked<Scalar> array_reverse(Call& call) {
  TRY(need_dynamic(call, 0));
  return array_of(sql("arrayReverse($0)", {raw_sql(call[0])}));
}

// Numbers before texts, nulls last.
Checked<Scalar> array_sort(Call& call) {
  TRY(need_dynamic(call, 0));
  if (call.size() > 1) return wrong(call.place_of(1), "sorting several arrays is not supported");
  const bool ascending = call.syntax.text == "array_sort_asc";
  const std::string raw = raw_sql(call[0]);
  const std::string keys =
      "(ifNull(toFloat64OrNull(x), 0), if(startsWith(x, '\"'), JSONExtractString(x), ''))";
  const std::string groups = ascending
                                 ? "multiIf(x = 'null', 3, isNotNull(toFloat64OrNull(x)), 0, 1)"
                                 : "multiIf(x = 'null', -1, isNotNull(toFloat64OrNull(x)), 0, 1)";
  return array_of(sql("$0(x -> ($1, $2), $3)",
                      {ascending ? "arraySort" : "arrayReverseSort", groups, keys, raw}));
}

Checked<Scalar> array_sum(Call& call) {
  TRY(need_dynamic(call, 0));
  return make_scalar(
      sql("arraySum(arrayMap(x -> ifNull(toFloat64OrNull(x), 0), $0))", {texts_sql(call[0])}),
      Type::real, false);
}

Checked<Scalar> array_index_of(Call& call) {
  TRY(need_dynamic(call, 0));
  return make_scalar(sql("(toInt64(indexOf($0, $1)) - 1)", {texts_sql(call[0]), call.text(1)}),
                     Type::long_integer, false);
}

Checked<Scalar> strcat_array(Call& call) {
  TRY(need_dynamic(call, 0));
  return make_scalar(sql("arrayStringConcat($0, $1)", {texts_sql(call[0]), call.text(1)}),
                     Type::text, false);
}

Checked<Scalar> set_has_element(Call& call) {
  TRY(need_dynamic(call, 0));
  return make_scalar(sql("has($0, $1)", {texts_sql(call[0]), call.text(1)}), Type::boolean, false);
}

Checked<Scalar> set_of(Call& call) {
  std::vector<std::string> arrays;
  for (std::size_t i = 0; i < call.size(); ++i) {
    TRY(need_dynamic(call, i));
    arrays.push_back(raw_sql(call[i]));
  }
  const std::string& name = call.syntax.text;
  if (name == "set_union") return array_of("arrayDistinct(arrayConcat(" + joined(arrays) + "))");
  if (name == "set_intersect") return array_of("arrayIntersect(" + joined(arrays) + ")");
  const std::string first = arrays.front();
  arrays.erase(arrays.begin());
  arrays.emplace_back("CAST([] AS Array(String))");
  return array_of(sql("arrayDistinct(arrayFilter(x -> NOT has(arrayConcat($1), x), $0))",
                      {first, joined(arrays)}));
}

Checked<Scalar> array_iff(Call& call) {
  TRY(need_dynamic(call, 0));
  const auto branch = [&](std::size_t i) {
    return call[i].type == Type::dynamic ? sql("arrayElement($0, i)", {raw_sql(call[i])})
                                         : json_sql(call[i]);
  };
  return array_of(sql("arrayMap((x, i) -> if(x IN ('true', '1'), $0, $1), $2, arrayEnumerate($2))",
                      {branch(1), branch(2), raw_sql(call[0])}));
}

Checked<Scalar> repeat(Call& call) {
  const std::int64_t times = TRY(call.whole(1, "the count of repeat()"));
  if (times < 0 || times > 10'000) return wrong(call.place_of(1), "0 to 10000 times");
  return array_of(sql("arrayWithConstant($0, $1)", {std::to_string(times), json_sql(call[0])}));
}

// range(first, last, step) as an array.
Checked<Scalar> range_of(Call& call) {
  const std::int64_t first = TRY(call.whole(0, "the start of range()"));
  const std::int64_t last = TRY(call.whole(1, "the end of range()"));
  const std::int64_t step = call.size() == 3 ? TRY(call.whole(2, "the step of range()")) : 1;
  constexpr std::int64_t most = 1'000'000'000'000'000;
  const bool small =
      std::max({first, last, step}) <= most && std::min({first, last, step}) >= -most;
  if (!small || step == 0 || (last - first) / step > 100'000) {
    return wrong(call.place(), "range() gives at most 100000 values");
  }
  std::string json = "[";
  for (std::int64_t i = first; step > 0 ? i <= last : i >= last; i += step) {
    json += (json.size() > 1 ? "," : "") + std::to_string(i);
  }
  return constant_scalar(json + "]", Type::dynamic);
}

constexpr Function functions[] = {
    {"pack_array", 1, any_number, pack_array},
    {"array_length", 1, 1, array_length},
    {"arraylength", 1, 1, array_length},
    {"array_slice", 3, 3, array_slice},
    {"array_concat", 1, any_number, array_concat},
    {"array_reverse", 1, 1, array_reverse},
    {"array_sort_asc", 1, any_number, array_sort},
    {"array_sort_desc", 1, any_number, array_sort},
    {"array_sum", 1, 1, array_sum},
    {"array_index_of", 2, 2, array_index_of},
    {"array_iff", 3, 3, array_iff},
    {"array_iif", 3, 3, array_iff},
    {"strcat_array", 2, 2, strcat_array},
    {"set_has_element", 2, 2, set_has_element},
    {"set_union", 1, any_number, set_of},
    {"set_intersect", 1, any_number, set_of},
    {"set_difference", 1, any_number, set_of},
    {"repeat", 2, 2, repeat},
    {"range", 2, 3, range_of},
};

}  // namespace

std::span<const Function> array_functions() { return functions; }

}  // namespace backstamp::hunting::kql
