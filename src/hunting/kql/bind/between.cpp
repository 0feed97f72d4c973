// x between (low .. high): both ends count. A timespan as high is added to a datetime low.
#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {

Checked<Scalar> between(Binder& binder, const Expression& expression, const Names& names) {
  const Scalar value = TRY(binder.scalar(*expression.children[0], names));
  const Scalar low = TRY(binder.scalar(*expression.children[1], names));
  Scalar high = TRY(binder.scalar(*expression.children[2], names));
  const Place place = expression.place;
  if (high.type == Type::timespan && low.type == Type::datetime) {
    high = TRY(calculate(place, "+", low, high));
  }
  const Scalar from = TRY(compare(binder, place, ">=", value, low));
  const Scalar to = TRY(compare(binder, place, "<=", value, high));
  const bool nullable = from.nullable || to.nullable;
  const std::string inside = sql("($0 AND $1)", {from.sql, to.sql});
  const bool inverse = expression.text.starts_with('!');
  return make_scalar(inverse ? "(NOT " + inside + ")" : inside, Type::boolean, nullable);
}

}  // namespace backstamp::hunting::kql
