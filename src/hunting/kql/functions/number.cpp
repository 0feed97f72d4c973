// round, floor, abs, log, pow, ...
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

Checked<Scalar> number_of(Call& call, std::size_t i) {
  Scalar number = call[i];
  if (number.type == Type::dynamic) number = converted(number, Type::real);
  if (is_number(number.type)) return number;
  return wrong(call.place_of(i), call.syntax.text + "() needs a number, this is a " +
                                     std::string(name_of(number.type)));
}

// A null for what is no number, as log(-1).
Checked<Scalar> real_function(Call& call) {
  struct Named {
    std::string_view name, form;
  };
  static constexpr Named forms[] = {
      {"log", "log($0)"},   {"log2", "log2($0)"},       {"log10", "log10($0)"},
      {"exp", "exp($0)"},   {"exp2", "exp2($0)"},       {"exp10", "exp10($0)"},
      {"sqrt", "sqrt($0)"}, {"sin", "sin($0)"},         {"cos", "cos($0)"},
      {"tan", "tan($0)"},   {"asin", "asin($0)"},       {"acos", "acos($0)"},
      {"atan", "atan($0)"}, {"radians", "radians($0)"}, {"degrees", "degrees($0)"}};
  const Scalar number = TRY(number_of(call, 0));
  for (const Named& named : forms) {
    if (named.name != call.syntax.text) continue;
    const std::string value = sql(named.form, {sql("toFloat64($0)", {number.sql})});
    return make_scalar(sql("if(isNaN($0), NULL, $0)", {value}), Type::real);
  }
  return wrong(call.place(), "unknown function");
}

Checked<Scalar> round_to(Call& call) {
  const Scalar number = TRY(number_of(call, 0));
  const std::int64_t digits = call.size() == 2 ? TRY(call.whole(1, "the digits of round()")) : 0;
  if (digits < -18 || digits > 18) return wrong(call.place_of(1), "too many digits", "-18 to 18");
  return make_scalar(sql("round(toFloat64($0), $1)", {number.sql, std::to_string(digits)}),
                     Type::real, number.nullable);
}

Checked<Scalar> ceiling(Call& call) {
  const Scalar number = TRY(number_of(call, 0));
  return make_scalar(sql("ceil($0)", {number.sql}), number.type, number.nullable);
}

Checked<Scalar> absolute(Call& call) {
  if (call[0].type == Type::timespan) {
    return make_scalar(sql("abs($0)", {call[0].sql}), Type::timespan, call[0].nullable);
  }
  const Scalar number = TRY(number_of(call, 0));
  const bool whole = is_whole(number.type);
  return make_scalar(whole ? sql("toInt64(abs($0))", {number.sql}) : sql("abs($0)", {number.sql}),
                     whole ? Type::long_integer : Type::real, number.nullable);
}

Checked<Scalar> sign(Call& call) {
  const Scalar number = TRY(number_of(call, 0));
  return make_scalar(sql("toInt64(sign($0))", {number.sql}), Type::long_integer, number.nullable);
}

Checked<Scalar> power(Call& call) {
  const Scalar base = TRY(number_of(call, 0)), exponent = TRY(number_of(call, 1));
  return make_scalar(sql("pow(toFloat64($0), toFloat64($1))", {base.sql, exponent.sql}), Type::real,
                     base.nullable || exponent.nullable);
}

Checked<Scalar> is_special(Call& call) {
  const Scalar number = TRY(number_of(call, 0));
  const std::string_view form = call.syntax.text == "isnan"   ? "isNaN($0)"
                                : call.syntax.text == "isinf" ? "isInfinite($0)"
                                                              : "isFinite($0)";
  return make_scalar(sql(form, {sql("toFloat64($0)", {number.sql})}), Type::boolean,
                     number.nullable);
}

Checked<Scalar> bits(Call& call) {
  const Scalar a = converted(call[0], Type::long_integer);
  const Scalar b = converted(call[1], Type::long_integer);
  const std::string_view function = call.syntax.text == "binary_and"  ? "bitAnd"
                                    : call.syntax.text == "binary_or" ? "bitOr"
                                                                      : "bitXor";
  return make_scalar(sql("$0(toInt64($1), toInt64($2))", {function, a.sql, b.sql}),
                     Type::long_integer, a.nullable || b.nullable);
}

Checked<Scalar> random_real(Call& call) {
  if (call.size() == 0) return make_scalar("randCanonical()", Type::real, false);
  const std::int64_t below = TRY(call.whole(0, "the bound of rand()"));
  if (below < 1) return wrong(call.place_of(0), "the bound must be positive");
  return make_scalar(sql("toInt64(rand64() % $0)", {sql_whole(below)}), Type::long_integer, false);
}

constexpr Function functions[] = {
    {"round", 1, 2, round_to},
    {"ceiling", 1, 1, ceiling},
    {"abs", 1, 1, absolute},
    {"sign", 1, 1, sign},
    {"pow", 2, 2, power},
    {"log", 1, 1, real_function},
    {"log2", 1, 1, real_function},
    {"log10", 1, 1, real_function},
    {"exp", 1, 1, real_function},
    {"exp2", 1, 1, real_function},
    {"exp10", 1, 1, real_function},
    {"sqrt", 1, 1, real_function},
    {"sin", 1, 1, real_function},
    {"cos", 1, 1, real_function},
    {"tan", 1, 1, real_function},
    {"asin", 1, 1, real_function},
    {"acos", 1, 1, real_function},
    {"atan", 1, 1, real_function},
    {"radians", 1, 1, real_function},
    {"degrees", 1, 1, real_function},
    {"isnan", 1, 1, is_special},
    {"isinf", 1, 1, is_special},
    {"isfinite", 1, 1, is_special},
    {"binary_and", 2, 2, bits},
    {"binary_or", 2, 2, bits},
    {"binary_xor", 2, 2, bits},
    {"rand", 0, 1, random_real},
};

}  // namespace

std::span<const Function> number_functions() { return functions; }

}  // namespace backstamp::hunting::kql
