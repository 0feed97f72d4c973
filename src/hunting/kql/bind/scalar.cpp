#include "hunting/kql/bind/scalar.h"

#include <nlohmann/json.hpp>

namespace backstamp::hunting::kql {
namespace {

std::string constant_sql(const Constant& constant, Type type) {
  if (is_null(constant)) {
    return type == Type::text || type == Type::dynamic || type == Type::guid
               ? "''"
               : "CAST(NULL AS " + sql_type(type, true) + ")";
  }
  switch (type) {
    case Type::boolean: return std::get<bool>(constant) ? "true" : "false";
    case Type::integer: return "toInt32(" + sql_whole(std::get<std::int64_t>(constant)) + ")";
    case Type::long_integer:
    case Type::timespan: return "toInt64(" + sql_whole(std::get<std::int64_t>(constant)) + ")";
    case Type::real: return sql_real(std::get<double>(constant));
    case Type::datetime: return sql_datetime(std::get<std::int64_t>(constant));
    default: return sql_text(std::get<std::string>(constant));
  }
}

std::string guarded(const Scalar& scalar, const std::string& sql_when) {
  return scalar.guard.empty() ? sql_when : sql("if($0, $1, '')", {scalar.guard, sql_when});
}

std::string dynamic_text(const Scalar& scalar) {
  if (!scalar.text.empty()) return scalar.text;
  const std::string& document = scalar.document.empty() ? scalar.sql : scalar.document;
  return guarded(scalar, sql("JSONExtractString($0$1)", {document, scalar.path}));
}

std::string timespan_text_sql(const std::string& ticks) {
  return sql(
      "concat(if($0 < 0, '-', ''), if(intDiv(abs($0), 864000000000) > 0, "
      "concat(toString(intDiv(abs($0), 864000000000)), '.'), ''), "
      "leftPad(toString(intDiv(abs($0), 36000000000) % 24), 2, '0'), ':', "
      "leftPad(toString(intDiv(abs($0), 600000000) % 60), 2, '0'), ':', "
      "leftPad(toString(intDiv(abs($0), 10000000) % 60), 2, '0'), "
      "if(abs($0) % 10000000 = 0, '', concat('.', "
      "leftPad(toString(abs($0) % 10000000), 7, '0'))))",
      {ticks});
}

std::string plain_text(const Scalar& scalar) {
  switch (scalar.type) {
    case Type::text:
    case Type::guid: return scalar.sql;
    case Type::dynamic: return dynamic_text(scalar);
    case Type::boolean: return sql("if($0, 'true', 'false')", {scalar.sql});
    case Type::datetime:
      return sql("concat(replaceOne(toString(toDateTime64($0, 7, 'UTC')), ' ', 'T'), 'Z')",
                 {scalar.sql});
    case Type::timespan: return timespan_text_sql(scalar.sql);
    default: return sql("toString($0)", {scalar.sql});
  }
}

Scalar from_text(const std::string& text, Type type) {
  switch (type) {
    case Type::integer: return make_scalar(sql("toInt32OrNull(trimBoth($0))", {text}), type);
    case Type::long_integer: return make_scalar(sql("toInt64OrNull(trimBoth($0))", {text}), type);
    case Type::real: return make_scalar(sql("toFloat64OrNull(trimBoth($0))", {text}), type);
    case Type::boolean:
      return make_scalar(sql("accurateCastOrNull(lower(trimBoth($0)), 'Bool')", {text}), type);
    case Type::datetime:
      return make_scalar(
          sql("if(match($0, '^\\\\s*\\\\d{1,2}\\\\s*$$|^\\\\s*\\\\d{9,}\\\\s*$$'), NULL, "
              "parseDateTime64BestEffortUSOrNull($0, 7, 'UTC'))",
              {text}),
          type);
    case Type::timespan:
      return make_scalar(
          sql("arrayElement(arrayMap(g -> if(length(g) = 0, CAST(NULL AS Nullable(Int64)), "
              "if(g[1] = '-', -1, 1) * (toInt64OrZero(g[2]) * 864000000000 + "
              "toInt64OrZero(g[3]) * 36000000000 + toInt64OrZero(g[4]) * 600000000 + "
              "toInt64OrZero(g[5]) * 10000000 + toInt64OrZero(rightPad(g[6], 7, '0')))), "
              "[extractGroups($0, '^\\\\s*(-?)(?:(\\\\d{1,7})\\\\.)?(\\\\d{1,2}):(\\\\d{1,2})"
              "(?::(\\\\d{1,2})(?:\\\\.(\\\\d{1,7}))?)?\\\\s*$$')]), 1)",
              {text}),
          type);
    case Type::guid:
      return make_scalar(sql("ifNull(toString(toUUIDOrNull(trimBoth($0))), '')", {text}), type);
    default: return make_scalar(text, Type::text, false);
  }
}

std::string whole_of(const Scalar& scalar, Type type) {
  const std::string_view bits = type == Type::integer ? "Int32" : "Int64";
  if (scalar.type == Type::real) {
    return sql("accurateCastOrNull(trunc($0), '$1')", {scalar.sql, bits});
  }
  if (scalar.type == Type::datetime) return ticks_sql(scalar);
  if (scalar.type == Type::long_integer && type == Type::integer) {
    return sql("accurateCastOrNull($0, 'Int32')", {scalar.sql});
  }
  return sql("to$1($0)", {scalar.sql, bits});
}

}  // namespace

Scalar make_scalar(std::string text, Type type, bool nullable) {
  const bool never = type == Type::text || type == Type::dynamic || type == Type::guid;
  Scalar scalar;
  scalar.sql = std::move(text);
  scalar.type = type;
  scalar.nullable = nullable && !never;
  return scalar;
}

Scalar constant_scalar(Constant constant, Type type) {
  Scalar scalar = make_scalar(constant_sql(constant, type), type, is_null(constant));
  scalar.constant = std::move(constant);
  return scalar;
}

Scalar null_of(Type type) { return constant_scalar(Constant(), type); }

bool is_constant(const Scalar& scalar) { return scalar.constant.has_value(); }

std::optional<std::string> constant_text(const Scalar& scalar) {
  if (scalar.type != Type::text && scalar.type != Type::guid) return std::nullopt;
  if (!scalar.constant) return std::nullopt;
  const auto* text = std::get_if<std::string>(&*scalar.constant);
  return text != nullptr ? *text : std::string();
}

std::optional<std::int64_t> constant_whole(const Scalar& scalar) {
  if (!scalar.constant) return std::nullopt;
  const auto* whole = std::get_if<std::int64_t>(&*scalar.constant);
  return whole != nullptr ? std::optional(*whole) : std::nullopt;
}

std::optional<std::vector<std::string>> constant_texts(const Scalar& scalar) {
  if (scalar.type != Type::dynamic || !scalar.constant) return std::nullopt;
  std::vector<std::string> texts;
  const auto* text = std::get_if<std::string>(&*scalar.constant);
  if (text == nullptr) return texts;
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) return std::nullopt;
  for (const auto& element : json) {
    texts.push_back(element.is_string() ? element.get<std::string>() : element.dump());
  }
  return texts;
}

std::string sql_type(Type type, bool nullable) {
  std::string name;
  switch (type) {
    case Type::boolean: name = "Bool"; break;
    case Type::integer: name = "Int32"; break;
    case Type::long_integer:
    case Type::timespan: name = "Int64"; break;
    case Type::real: name = "Float64"; break;
    case Type::datetime: name = "DateTime64(7, 'UTC')"; break;
    default: return "String";
  }
  return nullable ? "Nullable(" + name + ")" : name;
}

std::string canonical_sql(const Scalar& scalar, bool nullable) {
  return sql("CAST($0 AS $1)", {scalar.sql, sql_type(scalar.type, nullable || scalar.nullable)});
}

std::optional<Type> common_type(Type a, Type b) {
  if (a == b) return a;
  if (is_number(a) && is_number(b)) return std::max(a, b);
  if (a == Type::dynamic || b == Type::dynamic) return Type::dynamic;
  if ((a == Type::text && b == Type::guid) || (a == Type::guid && b == Type::text)) {
    return Type::text;
  }
  return std::nullopt;
}

std::string text_sql(const Scalar& scalar) {
  const std::string text = plain_text(scalar);
  if (!scalar.nullable) return text;
  return sql("ifNull(if(isNull($0), NULL, $1), '')", {scalar.sql, text});
}

std::string json_sql(const Scalar& scalar) {
  std::string text;
  switch (scalar.type) {
    case Type::dynamic: return sql("if($0 = '', 'null', $0)", {scalar.sql});
    case Type::integer:
    case Type::long_integer: text = sql("toString($0)", {scalar.sql}); break;
    case Type::boolean: text = sql("if($0, 'true', 'false')", {scalar.sql}); break;
    case Type::real: text = sql("if(isFinite($0), toString($0), 'null')", {scalar.sql}); break;
    default: text = sql("toJSONString($0)", {plain_text(scalar)});
  }
  return scalar.nullable ? sql("ifNull(if(isNull($0), NULL, $1), 'null')", {scalar.sql, text})
                         : text;
}

std::string texts_sql(const Scalar& array) {
  if (!array.texts.empty()) return array.texts;
  return sql("arrayMap(x -> JSONExtractString(x), $0)", {raw_sql(array)});
}

std::string raw_sql(const Scalar& array) {
  if (!array.texts.empty()) return sql("arrayMap(x -> toJSONString(x), $0)", {array.texts});
  const std::string& document = array.document.empty() ? array.sql : array.document;
  const std::string elements = sql("JSONExtractArrayRaw($0$1)", {document, array.path});
  if (array.guard.empty()) return elements;
  return sql("if($0, $1, CAST([] AS Array(String)))", {array.guard, elements});
}

std::string array_of_texts_json(std::string_view texts) {
  return sql("concat('[', arrayStringConcat(arrayMap(x -> toJSONString(x), $0), ','), ']')",
             {texts});
}

std::string is_null_sql(const Scalar& scalar) {
  if (scalar.type == Type::dynamic) return sql("($0 IN ('', 'null'))", {scalar.sql});
  if (scalar.type == Type::guid) return sql("($0 = '')", {scalar.sql});
  return scalar.nullable ? sql("isNull($0)", {scalar.sql}) : "false";
}

std::string ticks_sql(const Scalar& datetime) {
  return sql("reinterpret(toDateTime64($0, 7, 'UTC'), 'Int64')", {datetime.sql});
}

std::string datetime_of_ticks(std::string_view ticks) {
  return sql("reinterpret($0, 'DateTime64(7, \\'UTC\\')')", {ticks});
}

Scalar converted(const Scalar& scalar, Type type) {
  if (scalar.type == type) return scalar;
  if (scalar.constant && is_null(*scalar.constant)) return null_of(type);
  if (type == Type::text) return make_scalar(text_sql(scalar), type, false);
  if (type == Type::dynamic) {
    const std::string json = json_sql(scalar);
    return make_scalar(scalar.nullable ? sql("if($0 = 'null', '', $0)", {json}) : json, type);
  }
  const bool as_text = scalar.type == Type::text || scalar.type == Type::dynamic;
  if (as_text || type == Type::guid) return from_text(text_sql(scalar), type);
  const bool number = is_number(scalar.type);
  switch (type) {
    case Type::integer:
    case Type::long_integer:
      return make_scalar(whole_of(scalar, type), type,
                         scalar.nullable || scalar.type == Type::real || type == Type::integer);
    case Type::real:
      if (scalar.type == Type::datetime) break;
      return make_scalar(sql("toFloat64($0)", {scalar.sql}), type, scalar.nullable);
    case Type::boolean:
      if (!number) break;
      return make_scalar(sql("($0 != 0)", {scalar.sql}), type, scalar.nullable);
    case Type::datetime:
      if (!is_whole(scalar.type)) break;
      return make_scalar(datetime_of_ticks(sql("toInt64($0)", {scalar.sql})), type,
                         scalar.nullable);
    case Type::timespan:
      if (!is_whole(scalar.type)) break;
      return make_scalar(sql("toInt64($0)", {scalar.sql}), type, scalar.nullable);
    default: break;
  }
  return null_of(type);
}

}  // namespace backstamp::hunting::kql
