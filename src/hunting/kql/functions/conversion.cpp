// tostring(), tolong() and kin: null where the value is none.
#include "base/text.h"
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

template <Type type>
Checked<Scalar> to(Call& call) {
  if (const auto text = constant_text(call[0])) {
    if constexpr (type == Type::datetime || type == Type::timespan) {
      const auto ticks = type == Type::datetime ? parse_datetime(*text) : parse_timespan(*text);
      if (ticks) return constant_scalar(*ticks, type);
    }
    if constexpr (type == Type::text) return call[0];
  }
  return converted(call[0], type);
}

// Text that is no JSON becomes a dynamic text; a path into it reads the text itself.
Checked<Scalar> parse_json(Call& call) {
  if (call[0].type == Type::dynamic) return call[0];
  if (call[0].type != Type::text) return converted(call[0], Type::dynamic);
  const std::string text = call.text(0);
  Scalar scalar = make_scalar(
      sql("if(isValidJSON($0), JSONExtractRaw($0), if($0 = '', '', toJSONString($0)))", {text}),
      Type::dynamic);
  scalar.document = text;
  scalar.text = sql("if(isValidJSON($0), JSONExtractString($0), $0)", {text});
  return scalar;
}

Checked<Scalar> json_of(Call& call) { return make_scalar(json_sql(call[0]), Type::text, false); }

Checked<Scalar> type_name(Call& call) {
  if (call[0].type != Type::dynamic) {
    return constant_scalar(std::string(name_of(call[0].type)), Type::text);
  }
  return make_scalar(
      sql("transform(toString(JSONType($0)), ['Array', 'Object', 'String', 'Int64', 'UInt64', "
          "'Double', 'Bool'], ['array', 'dictionary', 'string', 'long', 'long', 'double', 'bool'], "
          "'null')",
          {call[0].sql}),
      Type::text, false);
}

constexpr Function functions[] = {
    {"tostring", 1, 1, to<Type::text>},
    {"tolong", 1, 1, to<Type::long_integer>},
    {"toint", 1, 1, to<Type::integer>},
    {"todouble", 1, 1, to<Type::real>},
    {"toreal", 1, 1, to<Type::real>},
    {"todecimal", 1, 1, to<Type::real>},
    {"tobool", 1, 1, to<Type::boolean>},
    {"toboolean", 1, 1, to<Type::boolean>},
    {"todatetime", 1, 1, to<Type::datetime>},
    {"totimespan", 1, 1, to<Type::timespan>},
    {"toguid", 1, 1, to<Type::guid>},
    {"parse_json", 1, 1, parse_json},
    {"parsejson", 1, 1, parse_json},
    {"todynamic", 1, 1, parse_json},
    {"toobject", 1, 1, parse_json},
    {"dynamic_to_json", 1, 1, json_of},
    {"gettype", 1, 1, type_name},
};

}  // namespace

std::span<const Function> conversion_functions() { return functions; }

}  // namespace backstamp::hunting::kql
