// sum, avg, min, max, stdev, variance, percentile, and their ...if forms.
#include <cmath>

#include "hunting/kql/aggregates/aggregates.h"

namespace backstamp::hunting::kql {
namespace {

// Ticks for times, reals for dynamics.
Checked<Scalar> number_of(AggregateCall& call) {
  Scalar value = call[0];
  if (value.type == Type::dynamic) value = converted(value, Type::real);
  if (is_number(value.type) || value.type == Type::timespan) return value;
  if (value.type == Type::boolean) return converted(value, Type::long_integer);
  return wrong(call.place_of(0), call.syntax.text + "() needs a number, this is a " +
                                     std::string(name_of(value.type)));
}

std::string nullable_sql(const Scalar& value) { return canonical_sql(value, /*nullable=*/true); }

Checked<Scalar> sum(AggregateCall& call) {
  const Scalar value = TRY(number_of(call));
  const Type type = value.type == Type::integer ? Type::long_integer : value.type;
  return make_scalar(sql("ifNull($0, 0)", {call.applied("sum", nullable_sql(value))}), type, false);
}

Checked<Scalar> avg(AggregateCall& call) {
  if (call[0].type == Type::datetime) {
    const std::string ticks = sql("toNullable($0)", {ticks_sql(call[0])});
    return make_scalar(datetime_of_ticks(sql("toInt64($0)", {call.applied("avg", ticks)})),
                       Type::datetime);
  }
  const Scalar value = TRY(number_of(call));
  const std::string mean = call.applied("avg", nullable_sql(value));
  if (value.type == Type::timespan) {
    return make_scalar(sql("toInt64($0)", {mean}), Type::timespan);
  }
  return make_scalar(mean, Type::real);
}

// Of any type with an order; null when there is nothing.
Checked<Scalar> extreme(AggregateCall& call) {
  const bool most = call.syntax.text.starts_with("max");
  Scalar value = call[0];
  if (value.type == Type::dynamic) value = converted(value, Type::real);
  const std::string_view function = most ? "max" : "min";
  if (value.type == Type::text || value.type == Type::guid) {
    return make_scalar(call.applied(function, value.sql), value.type, false);
  }
  return make_scalar(call.applied(function, nullable_sql(value)), value.type);
}

Checked<Scalar> spread(AggregateCall& call) {
  const Scalar value = TRY(number_of(call));
  const bool population = call.syntax.text.ends_with('p');
  const bool deviation = call.syntax.text.starts_with("stdev");
  const std::string_view function =
      deviation ? (population ? "stddevPop" : "stddevSamp") : (population ? "varPop" : "varSamp");
  return make_scalar(sql("ifNotFinite($0, 0)", {call.applied(function, nullable_sql(value))}),
                     Type::real);
}

// The nearest rank: a value that is there.
Checked<Scalar> percentile(AggregateCall& call) {
  const Scalar value = call[0].type == Type::datetime ? call[0] : TRY(number_of(call));
  const auto whole = constant_whole(call[1]);
  double share = whole ? static_cast<double>(*whole) : -1;
  if (call[1].constant && std::holds_alternative<double>(*call[1].constant)) {
    share = std::get<double>(*call[1].constant);
  }
  if (!(share >= 0 && share <= 100)) {
    return wrong(call.place_of(1), "a percentile is a constant from 0 to 100");
  }
  const std::string input = value.type == Type::datetime ? sql("toNullable($0)", {ticks_sql(value)})
                                                         : nullable_sql(value);
  // The least value that this share of all values does not exceed.
  std::string found =
      sql("if(empty(groupArray($0)), NULL, arrayElement(arraySort(groupArray($0)), "
          "toUInt64(greatest(1, ceil($1 * length(groupArray($0)) / 100 - 1e-9)))))",
          {input, sql_real(share)});
  if (value.type == Type::datetime) found = datetime_of_ticks(found);
  return make_scalar(found, value.type);
}

Checked<Scalar> all_bits(AggregateCall& call) {
  const Scalar value = converted(call[0], Type::long_integer);
  const std::string_view function =
      call.syntax.text == "binary_all_and" ? "groupBitAnd" : "groupBitOr";
  return make_scalar(call.applied(function, sql("toInt64($0)", {value.sql})), Type::long_integer);
}

constexpr Aggregate aggregates[] = {
    {"sum", "sum", 1, 1, false, sum},
    {"sumif", "sumif", 2, 2, true, sum},
    {"avg", "avg", 1, 1, false, avg},
    {"avgif", "avgif", 2, 2, true, avg},
    {"min", "min", 1, 1, false, extreme},
    {"minif", "minif", 2, 2, true, extreme},
    {"max", "max", 1, 1, false, extreme},
    {"maxif", "maxif", 2, 2, true, extreme},
    {"stdev", "stdev", 1, 1, false, spread},
    {"stdevif", "stdevif", 2, 2, true, spread},
    {"stdevp", "stdevp", 1, 1, false, spread},
    {"variance", "variance", 1, 1, false, spread},
    {"varianceif", "varianceif", 2, 2, true, spread},
    {"variancep", "variancep", 1, 1, false, spread},
    {"percentile", "percentile", 2, 2, false, percentile},
    {"binary_all_and", "binary_all_and", 1, 1, false, all_bits},
    {"binary_all_or", "binary_all_or", 1, 1, false, all_bits},
};

}  // namespace

std::span<const Aggregate> number_aggregates() { return aggregates; }

}  // namespace backstamp::hunting::kql
