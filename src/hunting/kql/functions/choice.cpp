// iff, case, coalesce, isempty, not and kin.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

// All as one type, so that the engine has nothing to choose.
Checked<Type> type_of_all(Call& call, const std::vector<std::size_t>& which) {
  std::optional<Type> type;
  for (const std::size_t i : which) {
    const Scalar& scalar = call[i];
    const bool nothing = scalar.constant && is_null(*scalar.constant) && scalar.type != Type::text;
    if (nothing && type) continue;
    const auto common = type ? common_type(*type, scalar.type) : scalar.type;
    if (!common) {
      return wrong(call.place_of(i),
                   call.syntax.text + "() gives a " + std::string(name_of(*type)) + " here and a " +
                       std::string(name_of(scalar.type)) + " there",
                   "one type, for instance by tostring()");
    }
    type = *common;
  }
  return type.value_or(Type::text);
}

std::string condition(const Scalar& scalar) {
  const Scalar flag = scalar.type == Type::boolean ? scalar : converted(scalar, Type::boolean);
  return flag.nullable ? sql("ifNull($0, 0)", {flag.sql}) : flag.sql;
}

Checked<Scalar> choose(Call& call) {
  std::vector<std::size_t> values;
  bool nullable = false;
  for (std::size_t i = 1; i < call.size(); i += 2) values.push_back(i);
  values.push_back(call.size() - 1);
  if (call.size() % 2 == 0) {
    return wrong(call.place(), call.syntax.text + "() needs pairs and a last value");
  }
  const Type type = TRY(type_of_all(call, values));
  for (const std::size_t i : values) {
    call.arguments[i] = converted(call[i], type);
    nullable = nullable || call[i].nullable;
  }
  std::vector<std::string> parts;
  for (std::size_t i = 0; i + 1 < call.size(); i += 2) {
    parts.push_back(condition(call[i]));
    parts.push_back(canonical_sql(call[i + 1], nullable));
  }
  parts.push_back(canonical_sql(call[call.size() - 1], nullable));
  return make_scalar("multiIf(" + joined(parts) + ")", type, nullable);
}

Checked<Scalar> coalesce(Call& call) {
  std::vector<std::size_t> all(call.size());
  for (std::size_t i = 0; i < call.size(); ++i) all[i] = i;
  const Type type = TRY(type_of_all(call, all));
  std::vector<std::string> parts;
  bool nullable = true;
  for (std::size_t i = 0; i < call.size(); ++i) {
    const Scalar value = converted(call[i], type);
    nullable = nullable && value.nullable;
    const std::string nothing =
        type == Type::text ? sql("($0 = '')", {value.sql}) : is_null_sql(value);
    if (i + 1 < call.size()) parts.push_back(sql("NOT $0", {nothing}));
    parts.push_back(canonical_sql(value, true));
  }
  if (call.size() == 1) return converted(call[0], type);
  const std::string chosen = "multiIf(" + joined(parts) + ")";
  return make_scalar(nullable ? chosen : sql("assumeNotNull($0)", {chosen}), type, nullable);
}

std::string empty_sql(const Scalar& scalar) {
  return scalar.type == Type::text ? sql("($0 = '')", {scalar.sql}) : is_null_sql(scalar);
}

Checked<Scalar> is_empty(Call& call) {
  return make_scalar(empty_sql(call[0]), Type::boolean, false);
}
Checked<Scalar> is_not_empty(Call& call) {
  return make_scalar("(NOT " + empty_sql(call[0]) + ")", Type::boolean, false);
}
Checked<Scalar> is_null(Call& call) {
  const std::string nothing = call[0].type == Type::text ? "false" : is_null_sql(call[0]);
  return make_scalar(nothing, Type::boolean, false);
}
Checked<Scalar> is_not_null(Call& call) {
  const std::string nothing = call[0].type == Type::text ? "false" : is_null_sql(call[0]);
  return make_scalar("(NOT " + nothing + ")", Type::boolean, false);
}

Checked<Scalar> inverse(Call& call) {
  const Scalar flag = call[0].type == Type::boolean ? call[0] : converted(call[0], Type::boolean);
  return make_scalar("(NOT " + flag.sql + ")", Type::boolean, flag.nullable);
}

Checked<Scalar> greatest_or_least(Call& call) {
  std::vector<std::size_t> all(call.size());
  for (std::size_t i = 0; i < call.size(); ++i) all[i] = i;
  const Type type = TRY(type_of_all(call, all));
  std::vector<std::string> parts;
  for (const Scalar& argument : call.arguments) {
    parts.push_back(canonical_sql(converted(argument, type), true));
  }
  const bool greatest = call.syntax.text == "max_of";
  return make_scalar(sql("$0([$1])", {greatest ? "arrayMax" : "arrayMin", joined(parts)}), type);
}

constexpr Function functions[] = {
    {"iff", 3, 3, choose},
    {"iif", 3, 3, choose},
    {"case", 3, any_number, choose},
    {"coalesce", 1, any_number, coalesce},
    {"isempty", 1, 1, is_empty},
    {"isnotempty", 1, 1, is_not_empty},
    {"notempty", 1, 1, is_not_empty},
    {"isnull", 1, 1, is_null},
    {"isnotnull", 1, 1, is_not_null},
    {"notnull", 1, 1, is_not_null},
    {"not", 1, 1, inverse},
    {"max_of", 1, any_number, greatest_or_least},
    {"min_of", 1, any_number, greatest_or_least},
};

}  // namespace

std::span<const Function> choice_functions() { return functions; }

}  // namespace backstamp::hunting::kql
