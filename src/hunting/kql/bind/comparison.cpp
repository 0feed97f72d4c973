#include "base/text.h"
#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {
namespace {

// A text beside another type is read as that type, as a literal in quotes is.
Scalar read_as(const Scalar& scalar, Type type) {
  if (const auto text = constant_text(scalar)) {
    if (type == Type::datetime) {
      const auto ticks = parse_datetime(*text);
      return ticks ? constant_scalar(*ticks, type) : null_of(type);
    }
    if (type == Type::timespan) {
      const auto ticks = parse_timespan(*text);
      return ticks ? constant_scalar(*ticks, type) : null_of(type);
    }
    if (type == Type::guid) return constant_scalar(ascii_lower(*text), type);
  }
  return converted(scalar, type);
}

// Brings both sides to one type; false when there is none.
bool unify(Scalar& left, Scalar& right) {
  if (left.type == Type::dynamic && right.type == Type::dynamic) {
    left = converted(left, Type::text);
    right = converted(right, Type::text);
    return true;
  }
  if (left.type == right.type) return true;
  if (is_number(left.type) && is_number(right.type)) return true;
  for (auto [one, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (one->type != Type::dynamic && one->type != Type::text) continue;
    // Numbers in documents may be 5 or 5.0.
    const Type type = is_number(other->type) ? Type::real : other->type;
    *one = other->type == Type::text ? converted(*one, Type::text) : read_as(*one, type);
    return true;
  }
  for (auto [one, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (one->type != Type::boolean || !is_number(other->type)) continue;
    *other = converted(*other, Type::boolean);
    return true;
  }
  return false;
}

std::string equal(const Scalar& left, const Scalar& right) {
  const std::string same = sql("($0 = $1)", {left.sql, right.sql});
  if (!left.nullable && !right.nullable) return same;
  if (left.nullable && right.nullable) {
    return sql("if(isNull($0) AND isNull($1), NULL, ifNull($2, 0))", {left.sql, right.sql, same});
  }
  return sql("ifNull($0, 0)", {same});
}

std::string different(const Scalar& left, const Scalar& right) {
  const std::string differs = sql("($0 != $1)", {left.sql, right.sql});
  if (!left.nullable && !right.nullable) return differs;
  if (left.nullable && right.nullable) {
    return sql("if(isNull($0) AND isNull($1), NULL, ifNull($2, 1))",
               {left.sql, right.sql, differs});
  }
  return sql("ifNull($0, 1)", {differs});
}

}  // namespace

Checked<Scalar> compare(Binder& binder, Place place, const std::string& symbol, Scalar left,
                        Scalar right) {
  const Type left_type = left.type, right_type = right.type;
  if (!unify(left, right)) {
    return wrong(place, "a " + std::string(name_of(left_type)) + " can't be compared with a " +
                            std::string(name_of(right_type)));
  }
  const bool texts = left_type != Type::dynamic && right_type != Type::dynamic;
  if (texts && left_type != right_type && (left_type == Type::text || right_type == Type::text) &&
      left_type != Type::guid && right_type != Type::guid) {
    binder.note("line " + std::to_string(place.line) + ": a string is compared with a " +
                std::string(name_of(left_type == Type::text ? right_type : left_type)) +
                " and read as one");
  }
  const bool both = left.nullable && right.nullable;
  if (symbol == "==") return make_scalar(equal(left, right), Type::boolean, both);
  if (symbol == "!=") return make_scalar(different(left, right), Type::boolean, both);
  if (left.type == Type::guid) return wrong(place, "guids have no order", "== or !=");
  return make_scalar("(" + left.sql + " " + symbol + " " + right.sql + ")", Type::boolean,
                     left.nullable || right.nullable);
}

}  // namespace backstamp::hunting::kql
