#include <cmath>

#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {
namespace {

std::unexpected<Diagnostic> refuse(Place place, const std::string& symbol, const Scalar& left,
                                   const Scalar& right) {
  return wrong(place,
               std::string(name_of(left.type)) + " " + symbol + " " +
                   std::string(name_of(right.type)) + " has no meaning",
               left.type == Type::text || right.type == Type::text ? "strcat(...) for texts" : "");
}

std::optional<double> constant_number(const Scalar& scalar) {
  if (!scalar.constant) return std::nullopt;
  if (const auto* whole = std::get_if<std::int64_t>(&*scalar.constant)) {
    return static_cast<double>(*whole);
  }
  const auto* real = std::get_if<double>(&*scalar.constant);
  return real != nullptr ? std::optional(*real) : std::nullopt;
}

// Both are ticks; overflow gives null, as a time so far away is none.
Scalar sum_of_ticks(const Scalar& left, const Scalar& right, const std::string& symbol, Type type) {
  const auto a = constant_whole(left), b = constant_whole(right);
  if (a && b) {
    std::int64_t total = 0;
    const bool over = symbol == "+" ? __builtin_add_overflow(*a, *b, &total)
                                    : __builtin_sub_overflow(*a, *b, &total);
    return over ? null_of(type) : constant_scalar(total, type);
  }
  const std::string one = left.type == Type::datetime ? ticks_sql(left) : left.sql;
  const std::string two = right.type == Type::datetime ? ticks_sql(right) : right.sql;
  const std::string total = "(" + one + " " + symbol + " " + two + ")";
  return make_scalar(type == Type::datetime ? datetime_of_ticks(total) : total, type,
                     left.nullable || right.nullable);
}

std::optional<Scalar> with_times(const std::string& symbol, const Scalar& left,
                                 const Scalar& right) {
  const bool moment = left.type == Type::datetime, span = left.type == Type::timespan;
  const bool sum = symbol == "+" || symbol == "-";
  if (sum && right.type == Type::timespan && (moment || span)) {
    return sum_of_ticks(left, right, symbol, left.type);
  }
  if (symbol == "-" && moment && right.type == Type::datetime) {
    return sum_of_ticks(left, right, symbol, Type::timespan);
  }
  if (symbol == "+" && span && right.type == Type::datetime) {
    return sum_of_ticks(right, left, symbol, Type::datetime);
  }
  return std::nullopt;
}

// A timespan times or by a number, or by a timespan.
std::optional<Scalar> scaled(const std::string& symbol, const Scalar& left, const Scalar& right) {
  const bool nullable = left.nullable || right.nullable;
  if (left.type == Type::timespan && right.type == Type::timespan) {
    if (symbol == "%") {
      return make_scalar(sql("moduloOrNull($0, $1)", {left.sql, right.sql}), left.type);
    }
    if (symbol != "/") return std::nullopt;
    return make_scalar(sql("(toFloat64($0) / $1)", {left.sql, right.sql}), Type::real, nullable);
  }
  const bool span_first = left.type == Type::timespan;
  if (!span_first && symbol != "*") return std::nullopt;
  if (symbol != "*" && symbol != "/") return std::nullopt;
  const auto a = constant_number(left), b = constant_number(right);
  if (a && b && (symbol == "*" || *b != 0)) {
    const double ticks = symbol == "*" ? *a * *b : *a / *b;
    if (std::abs(ticks) > 9e18) return null_of(Type::timespan);
    return constant_scalar(static_cast<std::int64_t>(ticks), Type::timespan);
  }
  const std::string product = left.sql + " " + symbol + " " + right.sql;
  return make_scalar("accurateCastOrNull(trunc(toFloat64(" + product + ")), 'Int64')",
                     Type::timespan);
}

Scalar numbers(const std::string& symbol, const Scalar& left, const Scalar& right) {
  const bool real = left.type == Type::real || right.type == Type::real;
  const Type type = real ? Type::real : Type::long_integer;
  bool nullable = left.nullable || right.nullable;
  if (symbol == "%") {
    return make_scalar(sql("moduloOrNull($0, $1)", {left.sql, right.sql}), type);
  }
  if (symbol == "/" && !real) {
    return make_scalar(
        sql("if($1 = 0, NULL, intDiv($0, if($1 = 0, 1, $1)))", {left.sql, right.sql}), type);
  }
  return make_scalar("(" + left.sql + " " + symbol + " " + right.sql + ")", type, nullable);
}

std::optional<Scalar> constant_numbers(const std::string& symbol, const Scalar& left,
                                       const Scalar& right) {
  if (!is_whole(left.type) || !is_whole(right.type)) return std::nullopt;
  const auto a = constant_whole(left), b = constant_whole(right);
  if (!a || !b) return std::nullopt;
  std::int64_t result = 0;
  bool over = true;
  if (symbol == "+") over = __builtin_add_overflow(*a, *b, &result);
  if (symbol == "-") over = __builtin_sub_overflow(*a, *b, &result);
  if (symbol == "*") over = __builtin_mul_overflow(*a, *b, &result);
  if (over) return std::nullopt;
  return constant_scalar(result, Type::long_integer);
}

}  // namespace

Checked<Scalar> calculate(Place place, const std::string& symbol, const Scalar& given_left,
                          const Scalar& given_right) {
  Scalar left = given_left, right = given_right;
  if (left.type == Type::dynamic) left = converted(left, Type::real);
  if (right.type == Type::dynamic) right = converted(right, Type::real);
  if (auto folded = constant_numbers(symbol, left, right)) return *folded;
  if (is_number(left.type) && is_number(right.type)) return numbers(symbol, left, right);
  if (auto times = with_times(symbol, left, right)) return *times;
  const bool span = left.type == Type::timespan || right.type == Type::timespan;
  const bool fits = (left.type == Type::timespan || is_number(left.type)) &&
                    (right.type == Type::timespan || is_number(right.type));
  if (span && fits) {
    if (auto product = scaled(symbol, left, right)) return *product;
  }
  return refuse(place, symbol, left, right);
}

Checked<Scalar> negated(Place place, const Scalar& scalar) {
  if (!is_number(scalar.type) && scalar.type != Type::timespan) {
    return wrong(place, "- needs a number, this is a " + std::string(name_of(scalar.type)));
  }
  if (const auto whole = constant_whole(scalar)) {
    return constant_scalar(*whole == INT64_MIN ? *whole : -*whole, scalar.type);
  }
  if (scalar.constant && std::holds_alternative<double>(*scalar.constant)) {
    return constant_scalar(-std::get<double>(*scalar.constant), scalar.type);
  }
  return make_scalar("(-" + scalar.sql + ")", scalar.type, scalar.nullable);
}

}  // namespace backstamp::hunting::kql
