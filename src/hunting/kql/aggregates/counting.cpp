// count, countif, dcount, dcountif, count_distinct.
#include "hunting/kql/aggregates/aggregates.h"

namespace backstamp::hunting::kql {
namespace {

Scalar whole(const std::string& form) {
  return make_scalar("toInt64(" + form + ")", Type::long_integer, false);
}

Checked<Scalar> count(AggregateCall& call) { return whole(call.applied("count", "")); }

std::string compared(const Scalar& value) {
  return value.type == Type::dynamic ? sql("nullIf($0, '')", {value.sql}) : value.sql;
}

// Exact up to some 100 000 values, then within about half a percent.
Checked<Scalar> dcount(AggregateCall& call) {
  return whole(call.applied("uniqCombined64", compared(call[0])));
}

Checked<Scalar> count_distinct(AggregateCall& call) {
  return whole(call.applied("uniqExact", compared(call[0])));
}

constexpr Aggregate aggregates[] = {
    {"count", "count", 0, 1, false, count},
    {"countif", "countif", 1, 1, true, count},
    {"dcount", "dcount", 1, 2, false, dcount},
    {"dcountif", "dcountif", 2, 3, true, dcount},
    {"count_distinct", "count_distinct", 1, 1, false, count_distinct},
    {"count_distinctif", "count_distinctif", 2, 2, true, count_distinct},
};

}  // namespace

std::span<const Aggregate> counting_aggregates() { return aggregates; }

}  // namespace backstamp::hunting::kql
